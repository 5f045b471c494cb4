import { Command, CommanderError } from 'commander'
import { readVersion } from './version.ts'

/** Runs the command line and leaves the exit code in `process.exitCode`. */
export async function main(words: readonly string[] = process.argv.slice(2)): Promise<void> {
  const program = new Command('fountain-split')
    .description('Splits one PostgreSQL schema into the schemas of independent services.')
    .version(readVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .action(() => program.help())
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? 0 : 2
  }
}
