import { Option, type Command } from 'commander'
import { addSharedOptions, flowOptions, sourceArgument } from '../shared-options.ts'
import type { SharedOptions } from '../shared-options.ts'
import type { Verb } from '../verb.ts'

const examples = `
Refused, and nothing is written: a folder that holds something else, a generated
file that was edited, a migration that would change.

Examples:
  fountain-split generate structure.sql --out split
  fountain-split generate db/migrations --out split --dry-run
  fountain-split generate --check                     for CI, as configured
  fountain-split generate dump.sql --out split --rebase

Exit codes: 0 done; 1 --check found a difference; 2 refused, usage,
configuration, unreadable input, a folder that cannot be written.
`

export interface GenerateFlags extends SharedOptions {
  readonly format: 'pretty' | 'json'
  readonly out?: string
  readonly layout?: 'databases' | 'schemas'
  readonly check?: boolean
  readonly dryRun?: boolean
  readonly force?: boolean
  readonly rebase?: boolean
}

function describe(command: Command): Command {
  return addSharedOptions(
    command
      .summary('write the schema of each service, and an account of what was cut')
      .description('Writes, for each service, migrations that stand alone, and an account of what was cut.')
      .argument(...sourceArgument)
      .option('--out <folder>', 'where to write (default: as configured)')
      .addOption(new Option('--check', 'compare with what is there').conflicts(['dryRun', 'force', 'rebase']))
      .option('--dry-run', 'list what would be written')
      .option('--force', 'write beside what is there; overwrite edited files')
      .option('--rebase', 'begin anew: replace migrations that are there')
      .addOption(
        new Option('--layout <layout>', 'a database for each service, or a schema in one').choices([
          'databases',
          'schemas',
        ]),
      )
      .addOption(new Option('-f, --format <format>', 'how to tell it').choices(['pretty', 'json']).default('pretty')),
  ).addHelpText('after', examples)
}

async function run(command: Command): Promise<0 | 1> {
  const flags = command.opts<GenerateFlags>()
  const { generate } = await import('../../index.ts')
  const { enterFolder } = await import('../terminal.ts')
  const { busily } = await import('../progress.ts')
  const { tellGenerated } = await import('../tell-generated.ts')
  enterFolder(flags.cwd)
  const mode = flags.check === true ? 'check' : flags.dryRun === true ? 'dry-run' : 'write'
  const result = await busily('splitting', flags.quiet, () =>
    generate(command.args, {
      ...flowOptions(flags),
      mode,
      force: flags.force ?? false,
      rebase: flags.rebase ?? false,
      ...(flags.out === undefined ? {} : { out: flags.out }),
      ...(flags.layout === undefined ? {} : { layout: flags.layout }),
    }),
  )
  await tellGenerated(result, flags)
  return mode === 'check' && result.changed ? 1 : 0
}

export const generateVerb: Verb = { id: 'generate', describe, run }
