import type { Command } from 'commander'
import type { SplitOptions } from '../index.ts'

/** Options that every command on a source understands. */
export interface SharedOptions {
  readonly format?: string
  readonly output?: string
  readonly quiet?: boolean
  readonly color: boolean
  readonly cwd?: string
  readonly config?: string
  readonly keepGoing?: boolean
}

export const sourceArgument = [
  '[source...]',
  '.sql files, folders or globs of migrations, - for standard input, or a postgres:// URL (default: as configured)',
] as const

export function addSharedOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'configuration (default: fountain-split.yaml, upward)')
    .option('--cwd <folder>', 'work as if started in this folder')
    .option('--keep-going', 'report what cannot be parsed, and go on')
    .option('-q, --quiet', 'say nothing but the result')
    .option('--no-color', 'no colours (also NO_COLOR, FORCE_COLOR)')
}

/** What the flow itself wants to know; the folder has been entered by then. */
export function flowOptions({
  config,
  keepGoing,
}: Pick<SharedOptions, 'config' | 'keepGoing'>): Pick<SplitOptions, 'config' | 'keepGoing' | 'onReading' | 'onRead'> {
  return {
    ...(config === undefined ? {} : { config }),
    ...(keepGoing === undefined ? {} : { keepGoing }),
    async onReading(bytes) {
      const { tuneEngine } = await import('./tune-engine.ts')
      tuneEngine(bytes)
    },
    async onRead(files) {
      const { letGo } = await import('./tune-engine.ts')
      letGo(files)
    },
  }
}
