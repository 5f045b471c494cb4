import type { Verb } from './verb.ts'
import { analyzeVerb } from './verbs/analyze.ts'
import { completionVerb } from './verbs/completion.ts'
import { eventsVerb } from './verbs/events.ts'
import { explainVerb } from './verbs/explain.ts'
import { generateVerb } from './verbs/generate.ts'
import { initVerb } from './verbs/init.ts'
import { lintVerb } from './verbs/lint.ts'
import { relayVerb } from './verbs/relay.ts'
import { suggestVerb } from './verbs/suggest.ts'
import { verifyVerb } from './verbs/verify.ts'

/** Every command, in the order of the help. */
export const verbs: readonly Verb[] = [
  initVerb,
  analyzeVerb,
  generateVerb,
  lintVerb,
  verifyVerb,
  relayVerb,
  eventsVerb,
  suggestVerb,
  explainVerb,
  completionVerb,
]
