import type { Artifact } from '../emit/artifact.ts'
import type { EmitInput } from '../emit/emitter.ts'
import type { LoadedSplit } from './load/load-split.ts'
import type { ScratchServer } from './scratch/scratch-server.ts'
import type { CheckResult, ReplaySummary } from './verdict.ts'

/** What there is to prove, and on what. Servers are started and files loaded when a check first asks. */
export interface CheckInput extends EmitInput {
  readonly artifacts: readonly Artifact[]
  readonly server: () => Promise<ScratchServer>
  readonly loaded: () => Promise<LoadedSplit>
  /** Where packages of the user's are looked for. */
  readonly cwd: string
  /** The TypeScript compiler's program, where there is one. */
  readonly compiler: () => string | undefined
  /** Says what is being done. */
  readonly tell: (line: string) => void
}

export interface CheckOutcome extends Omit<CheckResult, 'id'> {
  readonly replay?: ReplaySummary
}

/** Proves one thing of what was emitted. */
export interface Check {
  readonly id: string
  check(input: CheckInput): Promise<CheckOutcome>
}
