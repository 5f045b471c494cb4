import { Option, type Command } from 'commander'
import { addSharedOptions, flowOptions, sourceArgument, type SharedOptions } from '../shared-options.ts'
import type { Verb } from '../verb.ts'
import { wholeNumber } from '../whole-number.ts'

const examples = `
Examples:
  fountain-split suggest structure.sql
  fountain-split suggest structure.sql --services 6
  fountain-split suggest structure.sql --format yaml > fountain-split.yaml
  fountain-split suggest --what-if public.orders=billing
`

interface SuggestFlags extends Omit<SharedOptions, 'format'> {
  readonly format: string
  readonly services?: number
  readonly whatIf?: readonly string[]
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

function describe(command: Command): Command {
  return addSharedOptions(
    command
      .summary('propose services for a schema without boundaries')
      .description('Proposes services from keys, implied references, views, routines and names. Changes nothing.')
      .argument(...sourceArgument)
      .option('-n, --services <number>', 'just so many', wholeNumber)
      .option('--what-if <relation=service>', 'price a move instead; may be repeated', collect)
      .addOption(
        new Option('-f, --format <format>', 'how to tell it').choices(['pretty', 'json', 'yaml']).default('pretty'),
      ) // prettier-ignore
      .option('-o, --output <file>', 'write to a file instead of standard output'),
  ).addHelpText('after', examples)
}

async function run(command: Command): Promise<0 | 1> {
  const flags = command.opts<SuggestFlags>()
  const { suggest, findSuggestFormat } = await import('../../index.ts')
  const { enterFolder, writeRendered } = await import('../terminal.ts')
  const { busily } = await import('../progress.ts')
  enterFolder(flags.cwd)
  const format = await findSuggestFormat(flags.format)
  const suggestion = await busily('looking for services', flags.quiet, () =>
    suggest(command.args, {
      ...flowOptions(flags),
      ...(flags.services === undefined ? {} : { services: flags.services }),
      ...(flags.whatIf === undefined ? {} : { whatIf: flags.whatIf }),
    }),
  )
  await writeRendered(format, (options) => format.render(suggestion, options), flags)
  return 0
}

export const suggestVerb: Verb = { id: 'suggest', describe, run }
