import type { Command } from 'commander'

/**
 * One command. `describe` gives it its arguments, options and help, and must stay cheap: it runs for every `--help`.
 * What `run` needs it imports itself.
 */
export interface Verb {
  readonly id: string
  readonly describe: (command: Command) => Command
  /** Returns the exit code, 130 where the user stopped it; what else stops it is thrown. */
  readonly run: (command: Command) => Promise<0 | 1 | 130>
  /** It tells of the others: all are described where it runs. */
  readonly aboutAll?: true
}
