import { Option, type Command } from 'commander'
import { addSharedOptions, flowOptions, sourceArgument, type SharedOptions } from '../shared-options.ts'
import { offering } from '../offered-words.ts'
import type { Verb } from '../verb.ts'
import { wholeNumber } from '../whole-number.ts'

const examples = `
Checks: loads-alone, catalogs-equal, obligations-fulfilled, isolation,
contracts, types-compile, serial-replay, concurrent-history.

Examples:
  fountain-split verify structure.sql
  fountain-split verify structure.sql --server postgres://me@localhost/postgres
  fountain-split verify --seed 7 --operations 5000 --time 600
  fountain-split verify --only concurrent-history
  fountain-split verify --replay fountain-split-story.json
  fountain-split verify --format junit --output verify.xml
  fountain-split verify --format markdown --output verify.md

Exit codes: 0 proven; 1 a check failed; 2 usage, configuration, unreadable
input, no server to make scratch databases on.
`

interface VerifyFlags extends Omit<SharedOptions, 'format'> {
  readonly format: string
  readonly server?: string
  readonly layout?: 'databases' | 'schemas'
  readonly only?: readonly string[]
  readonly operations?: number
  readonly seed?: number
  readonly time?: number
  readonly faults?: readonly string[]
  readonly replay?: string
  readonly story: string
}

function describe(command: Command): Command {
  return addSharedOptions(
    command
      .summary('prove on scratch databases that what is generated stands')
      .description('Loads what generate writes into scratch databases and proves it against the source.')
      .argument(...sourceArgument)
      .option('--server <url>', 'make scratch databases there (default: start a PostgreSQL)')
      .addOption(
        offering(new Option('--only <check...>', 'make these checks only'), [
          'loads-alone',
          'catalogs-equal',
          'obligations-fulfilled',
          'isolation',
          'contracts',
          'types-compile',
          'serial-replay',
          'concurrent-history',
        ]),
      )
      .option('--operations <number>', 'write so many statements (default: 1000)', wholeNumber)
      .option('--time <seconds>', 'write no longer (default: 75)', wholeNumber)
      .option('--seed <number>', 'make other histories (default: 1)', wholeNumber)
      .addOption(
        offering(new Option('--faults <fault...>', 'break only this on purpose (default: everything; none: nothing)'), [
          'duplicates',
          'reordering',
          'delay',
          'relay-set-back',
          'relay-crash',
          'consumer-crash',
          'connection-loss',
          'database-restart',
          'partition',
          'slow-consumer',
          'full-outbox',
          'clock-jump',
          'restored-backup',
          'none',
        ]),
      )
      .option('--replay <file>', 'replay a story that an earlier run kept')
      .option('--story <file>', 'where a story is kept that shows a difference', 'fountain-split-story.json')
      .addOption(
        new Option('--layout <layout>', 'a database for each service, or a schema in one').choices([
          'databases',
          'schemas',
        ]),
      )
      .addOption(
        new Option('-f, --format <format>', 'how to tell it')
          .choices(['pretty', 'json', 'junit', 'markdown'])
          .default('pretty'),
      )
      .option('-o, --output <file>', 'write to a file instead of standard output'),
  ).addHelpText('after', examples)
}

async function run(command: Command): Promise<0 | 1> {
  const flags = command.opts<VerifyFlags>()
  const { verify, findVerifyFormat } = await import('../../index.ts')
  const { enterFolder, writeRendered } = await import('../terminal.ts')
  const { StepLine } = await import('../step-line.ts')
  enterFolder(flags.cwd)
  const format = await findVerifyFormat(flags.format)
  const progress = new StepLine(flags.quiet === true ? undefined : process.stderr)
  const verdict = await verify(command.args, {
    ...flowOptions(flags),
    ...(flags.server === undefined ? {} : { server: flags.server }),
    ...(flags.layout === undefined ? {} : { layout: flags.layout }),
    ...(flags.only === undefined ? {} : { only: flags.only }),
    ...(flags.operations === undefined ? {} : { operations: flags.operations }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.time === undefined ? {} : { seconds: flags.time }),
    ...(flags.faults === undefined ? {} : { faults: flags.faults }),
    ...(flags.replay === undefined ? {} : { replay: flags.replay }),
    storyFile: flags.story,
    tell: (line) => progress.tell(line),
  }).finally(() => progress.end())
  await writeRendered(format, (options) => format.render(verdict, options), flags)
  return verdict.passed ? 0 : 1
}

export const verifyVerb: Verb = { id: 'verify', describe, run }
