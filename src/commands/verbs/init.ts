import { Option, type Command } from 'commander'
import { wholeNumber } from '../whole-number.ts'
import type { InitFlags } from '../init/init-flags.ts'
import type { Verb } from '../verb.ts'

const examples = `
Examples:
  fountain-split init
  fountain-split init structure.sql
  fountain-split init db/migrations --yes
  fountain-split init structure.sql --yes --services 6 --no-baseline

Exit codes: 0 done; 2 usage, unreadable input, no terminal to ask on, a
configuration that is there already; 130 stopped, and nothing is written.
`

function describe(command: Command): Command {
  return command
    .summary('ask, propose, and write fountain-split.yaml')
    .description('Finds the schema, proposes services, asks about them, and writes the configuration.')
    .argument(
      '[source...]',
      '.sql files, folders or globs of migrations, - for standard input, or a postgres:// URL (default: looked for)',
    ) // prettier-ignore
    .option('-y, --yes', 'take what is proposed, without asking')
    .option('-n, --services <number>', 'propose just so many', wholeNumber)
    .addOption(
      new Option('--layout <layout>', 'a database for each service, or a schema in one')
        .choices(['databases', 'schemas'])
        .default('databases'),
    ) // prettier-ignore
    .option('--no-baseline', 'with --yes: no baseline for lint')
    .option('--force', 'replace a configuration that is there')
    .option('-c, --config <file>', 'where to write (default: fountain-split.yaml)')
    .option('--cwd <folder>', 'work as if started in this folder')
    .option('--keep-going', 'report what cannot be parsed, and go on')
    .option('-q, --quiet', 'say nothing but the report')
    .option('--no-color', 'no colours (also NO_COLOR, FORCE_COLOR)')
    .addHelpText('after', examples)
}

async function run(command: Command): Promise<0 | 130> {
  const flags = command.opts<InitFlags>()
  const { runInit } = await import('../init/run-init.ts')
  return runInit(command.args, flags)
}

export const initVerb: Verb = { id: 'init', describe, run }
