import type { Artifact } from '../emit/artifact.ts'
import type { EmitInput } from '../emit/emitter.ts'
import type { LoadedSplit } from './load/load-split.ts'
import type { ScratchServer } from './scratch/scratch-server.ts'
import type { Story } from './stories/story.ts'
import type { Arena } from './replay/arena.ts'
import type { CheckResult, ConcurrentSummary, ReplaySummary } from './verdict.ts'

/** How much is replayed. */
export interface ReplayLimits {
  /** The same seed makes the same histories. */
  readonly seed: number
  /** Statements. */
  readonly operations: number
  /** Seconds after which no new transaction begins. */
  readonly seconds: number
  /** Ids of what is broken on purpose. */
  readonly faults: readonly string[]
  /** Replayed in the place of histories that are drawn. */
  readonly story?: Story
}

/** What there is to prove, and on what. Servers are started and files loaded when a check first asks. */
export interface CheckInput extends EmitInput {
  readonly artifacts: readonly Artifact[]
  readonly server: () => Promise<ScratchServer>
  readonly loaded: () => Promise<LoadedSplit>
  /** Both sides, for checks that write. To be had where `loaded` has no failures. */
  readonly arena: () => Promise<Arena>
  /** Where packages of the user's are looked for. */
  readonly cwd: string
  readonly limits: ReplayLimits
  /** The TypeScript compiler's program, where there is one. */
  readonly compiler: () => string | undefined
  /** Says what is being done. */
  readonly tell: (line: string) => void
}

export interface CheckOutcome extends Omit<CheckResult, 'id' | 'story'> {
  readonly replay?: ReplaySummary
  readonly concurrent?: ConcurrentSummary
  readonly story?: Story
}

/** Proves one thing of what was emitted. */
export interface Check {
  readonly id: string
  /** It writes: so much of the operations and of the time is its own, compared with others. */
  readonly share?: number
  /** It looks at files only. */
  readonly offline?: true
  check(input: CheckInput): Promise<CheckOutcome>
}
