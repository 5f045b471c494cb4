import type { Verb } from './verb.ts'
import { analyzeVerb } from './verbs/analyze.ts'
import { lintVerb } from './verbs/lint.ts'

/** Every command, in the order of the help. */
export const verbs: readonly Verb[] = [analyzeVerb, lintVerb]
