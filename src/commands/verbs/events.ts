import { Option, type Command } from 'commander'
import { addSharedOptions, flowOptions, sourceArgument, type SharedOptions } from '../shared-options.ts'
import type { Verb } from '../verb.ts'

const examples = `
Examples:
  fountain-split events
  fountain-split events --service shop
  fountain-split events --service shop --replay all
  fountain-split events --format json

Exit codes: 0 listed or replayed; 2 usage, configuration, a database that
cannot be reached or is not set up, a key of which nothing is parked.
`

interface EventsFlags extends Omit<SharedOptions, 'format'> {
  readonly format: string
  readonly service?: string
  readonly replay?: string
}

function describe(command: Command): Command {
  return addSharedOptions(
    command
      .summary('list events that could not be applied, and replay them')
      .description('Lists the transactions that a service parked because they could not be applied.')
      .argument(...sourceArgument)
      .option('-s, --service <name>', 'of this service (default: of all)')
      .option('--replay <key>', 'try those of this key again; all: all of them')
      .addOption(new Option('-f, --format <format>', 'how to tell it').choices(['pretty', 'json']).default('pretty'))
      .option('-o, --output <file>', 'write to a file instead of standard output'),
  ).addHelpText('after', examples)
}

async function run(command: Command): Promise<0> {
  const flags = command.opts<EventsFlags>()
  const { parkedEvents, findEventsFormat } = await import('../../index.ts')
  const { busily } = await import('../progress.ts')
  const { enterFolder, writeRendered } = await import('../terminal.ts')
  enterFolder(flags.cwd)
  const format = await findEventsFormat(flags.format)
  const what = flags.replay === undefined ? 'looking for what is parked' : 'trying again what is parked'
  const list = await busily(what, flags.quiet, () =>
    parkedEvents(command.args, {
      ...flowOptions(flags),
      ...(flags.service === undefined ? {} : { service: flags.service }),
      ...(flags.replay === undefined ? {} : { replay: flags.replay }),
    }),
  )
  await writeRendered(format, (options) => format.render(list, options), flags)
  return 0
}

export const eventsVerb: Verb = { id: 'events', describe, run }
