import { Argument, type Command } from 'commander'
import { offering } from '../offered-words.ts'
import type { SharedOptions } from '../shared-options.ts'
import { addSharedOptions, flowOptions, sourceArgument } from '../shared-options.ts'
import type { Verb } from '../verb.ts'

const examples = `
Examples:
  fountain-split explain
  fountain-split explain crossing-foreign-key
  fountain-split explain 'shop.basket(owner)' structure.sql
`

function describe(command: Command): Command {
  return addSharedOptions(
    command
      .summary('the long story behind a rule, or of one reference')
      .description(
        'Explains a rule: why it is there, what it finds, and how to allow it. Or a reference: what it promised, what is to replace it, and why.',
      )
      .addArgument(
        offering(
          new Argument(
            '[word]',
            'a rule, or the columns of a reference: schema.relation(column) (default: list the rules)',
          ),
          'explainable',
        ),
      )
      .argument(...sourceArgument),
  ).addHelpText('after', examples)
}

async function run(command: Command): Promise<0 | 1> {
  const options = command.opts<SharedOptions>()
  const { explain } = await import('../../index.ts')
  const { writeOut } = await import('../standard-output.ts')
  const { enterFolder, terminalOptions } = await import('../terminal.ts')
  const { busily } = await import('../progress.ts')
  enterFolder(options.cwd)
  const [word, ...sources] = command.args
  const terminal = await terminalOptions(options.color)
  const story = await busily('reading', options.quiet, () =>
    explain(word, { ...terminal, ...flowOptions(options) }, sources),
  )
  await writeOut([story])
  return 0
}

export const explainVerb: Verb = { id: 'explain', describe, run }
