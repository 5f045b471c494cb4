import type { Verb } from './verb.ts'
import { analyzeVerb } from './verbs/analyze.ts'

/** Every command, in the order of the help. */
export const verbs: readonly Verb[] = [analyzeVerb]
