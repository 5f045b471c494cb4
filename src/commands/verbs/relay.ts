import type { Command } from 'commander'
import { addSharedOptions, flowOptions, sourceArgument, type SharedOptions } from '../shared-options.ts'
import type { Verb } from '../verb.ts'
import { wholeNumber } from '../whole-number.ts'

const examples = `
The configuration names the databases of the services:
  services: { shop: { database: '\${SHOP_URL}' } }

Examples:
  fountain-split relay --service shop
  fountain-split relay --service shop --once
  fountain-split relay --service shop --reconcile-every 3600

SIGINT and SIGTERM end it after what it is doing. Exit codes: 0 ended or done;
2 usage, configuration, a database that cannot be reached or is not set up.
`

interface RelayFlags extends Omit<SharedOptions, 'format' | 'output'> {
  readonly service: string
  readonly once?: boolean
  readonly reconcileEvery?: number
}

function describe(command: Command): Command {
  return addSharedOptions(
    command
      .summary('run the relay and the consumer of a service')
      .description('Tells other services of the keys of one, and follows what they tell, until it is stopped.')
      .argument(...sourceArgument)
      .requiredOption('-s, --service <name>', 'which one')
      .option('--once', 'tell and apply what there is, and end')
      .option('--reconcile-every <seconds>', 'compare with the sources, and mend', wholeNumber),
  ).addHelpText('after', examples)
}

async function run(command: Command): Promise<0> {
  const flags = command.opts<RelayFlags>()
  const { relay } = await import('../../index.ts')
  const { enterFolder } = await import('../terminal.ts')
  const { RelayLog } = await import('../relay-log.ts')
  const { redact } = await import('../redact.ts')
  const { service, once, reconcileEvery } = flags
  enterFolder(flags.cwd)
  const log = new RelayLog(service, flags.quiet === true, (line) => process.stderr.write(redact(line)))
  const opened = await relay(command.args, {
    ...flowOptions(flags),
    service,
    hooks: log.hooks,
    ...(reconcileEvery === undefined ? {} : { reconcileEvery }),
  })
  try {
    if (once === true) await opened.drain()
    else {
      opened.start()
      log.tell('info', `${service}: relay and consumer run`)
      log.tell('info', `${service}: ${await toldToEnd()}, ends after what it is doing`)
    }
  } finally {
    await opened.stop()
  }
  log.end()
  return 0
}

/** A second signal ends it at once, as if nobody listened. */
function toldToEnd(): Promise<string> {
  // Relay and consumer may all be asleep.
  const awake = setInterval(() => {}, 60_000)
  const signals = ['SIGINT', 'SIGTERM'] as const
  return new Promise((resolve) => {
    const end = (signal: NodeJS.Signals) => {
      clearInterval(awake)
      for (const each of signals) process.off(each, end)
      resolve(signal)
    }
    for (const signal of signals) process.on(signal, end)
  })
}

export const relayVerb: Verb = { id: 'relay', describe, run }
