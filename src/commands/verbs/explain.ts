import type { Command } from 'commander'
import type { Verb } from '../verb.ts'

const examples = `
Examples:
  fountain-split explain
  fountain-split explain crossing-foreign-key
`

function describe(command: Command): Command {
  return command
    .summary('the long story behind a rule, with examples')
    .description('Explains a rule: why it is there, what it finds, and how to allow it.')
    .argument('[word]', 'a rule (default: list them all)')
    .option('--no-color', 'no colours (also NO_COLOR, FORCE_COLOR)')
    .addHelpText('after', examples)
}

async function run(command: Command): Promise<0 | 1> {
  const { explain } = await import('../../index.ts')
  const { terminalOptions, writeOut } = await import('../terminal.ts')
  await writeOut([await explain(command.args[0], await terminalOptions(command.opts<{ color: boolean }>().color))])
  return 0
}

export const explainVerb: Verb = { id: 'explain', describe, run }
