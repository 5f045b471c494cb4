import { Command, CommanderError } from 'commander'
import { isTerminal } from './is-terminal.ts'
import { verbs } from './registry.ts'
import type { Verb } from './verb.ts'
import { readVersion } from './version.ts'
import { print } from './write-now.ts'

const introduction = 'Splits one PostgreSQL schema into the schemas of independent services.'

const examples = `
Examples:
  fountain-split init                                   begin here
  fountain-split analyze structure.sql                  each schema is a service
  fountain-split analyze postgres://localhost/shop      from a live database
  fountain-split generate structure.sql --out split     write each service's

Exit codes: 0 done; 1 findings, drift or a failed proof; 2 usage, configuration,
unreadable input or connection; 70 our own mistake; 130 stopped.
`

/** Those that these words may be about: describing a command costs, and what the others are only the help of the whole tells. */
function neededVerbs([first]: readonly string[]): readonly Verb[] {
  if (first === '-V' || first === '--version') return []
  const named = verbs.find(({ id }) => id === first)
  return named === undefined || named.aboutAll === true ? verbs : [named]
}

function makeProgram(words: readonly string[], done: (exitCode: number) => void): Command {
  const program = new Command('fountain-split')
    .description(introduction)
    .usage('<command> [source...] [options]')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', examples)
    .configureOutput({
      writeOut: print,
      // Asking whether there is a terminal loads Node's stream.
      getOutHelpWidth: () => (isTerminal(1) ? process.stdout.columns : 80),
      getOutHasColors: () => false,
    })
    .exitOverride()
  for (const verb of neededVerbs(words)) {
    const command = verb.describe(program.command(verb.id)).exitOverride()
    command.action(async () => done(await verb.run(command)))
  }
  return program
}

async function tell(error: unknown, words: readonly string[]): Promise<number> {
  const { asUnwritable } = await import('./standard-output.ts')
  const { tellFailure } = await import('./tell-failure.ts')
  return tellFailure(asUnwritable(error), words, readVersion())
}

/** Runs the command line and leaves the exit code in `process.exitCode`. */
export async function main(words: readonly string[] = process.argv.slice(2)): Promise<void> {
  try {
    await makeProgram(words, (exitCode) => (process.exitCode = exitCode)).parseAsync(words, { from: 'user' })
  } catch (error) {
    // Commander has printed what it had to say.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
    else process.exitCode = await tell(error, words)
  }
}
