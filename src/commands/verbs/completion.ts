import { Argument, type Command } from 'commander'
import type { Verb } from '../verb.ts'

const examples = `
The script goes to standard output. To have it in every session:
  fountain-split completion bash \\
    > ~/.local/share/bash-completion/completions/fountain-split
  fountain-split completion zsh > "\${fpath[1]}/_fountain-split"
  fountain-split completion fish \\
    > ~/.config/fish/completions/fountain-split.fish

Examples:
  source <(fountain-split completion bash)      for this session only
`

function describe(command: Command): Command {
  return command
    .summary('let a shell complete commands, options and their values')
    .description('Prints a script with which a shell completes commands, options and their values.')
    .addArgument(new Argument('<shell>', 'which one').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', examples)
}

async function run(command: Command): Promise<0> {
  const { explainableWords } = await import('../../index.ts')
  const { readCommandWords } = await import('../completion/command-words.ts')
  const { shells } = await import('../completion/shell-registry.ts')
  const { writeOut } = await import('../standard-output.ts')
  const shell = shells.find(({ id }) => id === command.args[0])!
  await writeOut([shell.write(readCommandWords(command.parent!, await explainableWords()))])
  return 0
}

export const completionVerb: Verb = { id: 'completion', describe, run, aboutAll: true }
