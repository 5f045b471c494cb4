import type { Artifact } from '../emit/artifact.ts'
import type { EmitInput } from '../emit/emitter.ts'
import type { LoadedSplit } from './load/load-split.ts'
import type { ScratchServer } from './scratch/scratch-server.ts'
import type { Story } from './stories/story.ts'
import type { CheckResult, ReplaySummary } from './verdict.ts'

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
  readonly story?: Story
}

/** Proves one thing of what was emitted. */
export interface Check {
  readonly id: string
  check(input: CheckInput): Promise<CheckOutcome>
}
