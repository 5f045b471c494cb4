import { Command, CommanderError } from 'commander'
import { verbs } from './registry.ts'
import { readVersion } from './version.ts'

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

function makeProgram(done: (exitCode: number) => void): Command {
  const program = new Command('fountain-split')
    .description(introduction)
    .usage('<command> [source...] [options]')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', examples)
    .exitOverride()
  for (const verb of verbs) {
    const command = verb.describe(program.command(verb.id)).exitOverride()
    command.action(async () => done(await verb.run(command)))
  }
  return program
}

/** Runs the command line and leaves the exit code in `process.exitCode`. */
export async function main(words: readonly string[] = process.argv.slice(2)): Promise<void> {
  try {
    await makeProgram((exitCode) => (process.exitCode = exitCode)).parseAsync(words, { from: 'user' })
  } catch (error) {
    // Commander has printed what it had to say.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
    else process.exitCode = await (await import('./tell-failure.ts')).tellFailure(error, words, readVersion())
  }
}
