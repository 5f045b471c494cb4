import { Option, type Command } from 'commander'
import { offering } from '../offered-words.ts'
import { addSharedOptions, flowOptions, sourceArgument, type SharedOptions } from '../shared-options.ts'
import type { BaselineFlags } from '../baseline-flags.ts'
import type { Verb } from '../verb.ts'

const examples = `
Formats: pretty, json, sarif, github, gitlab, junit, checkstyle, markdown.
Several at once: one to standard output, the others with =file. If all have a
file, the pretty one is printed as well.

Examples:
  fountain-split lint
  fountain-split lint db/structure.sql --since origin/main
  fountain-split lint --format sarif=lint.sarif --format junit=lint.xml
  fountain-split lint --update-baseline
  fountain-split lint --update-baseline --allow-additions --reason "first run"

Exit codes: 0 nothing new or stale; 1 findings; 2 usage, configuration, a
missing or damaged baseline, unreadable input.
`

interface LintFlags extends Omit<SharedOptions, 'format'>, BaselineFlags {
  readonly format?: readonly string[]
  readonly baseline?: string
  readonly since?: string
  readonly failOn?: string
  readonly githubAnnotations: boolean
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

function describe(command: Command): Command {
  return addSharedOptions(
    command
      .summary('fail when a new crossing appears')
      .description('Fails on what crosses services and is not known yet. For CI and for commits.')
      .argument(...sourceArgument)
      .addOption(
        offering(new Option('-f, --format <format[=file]>', 'how to write it; may be repeated').argParser(collect), [
          'pretty',
          'json',
          'sarif',
          'github',
          'gitlab',
          'junit',
          'checkstyle',
          'markdown',
        ]),
      )
      .option('-o, --output <file>', 'write to a file instead of standard output')
      .option('--baseline <file>', 'what is known (default: as configured)')
      .option('--since <revision>', 'only what is new against this git revision')
      .addOption(
        offering(new Option('--fail-on <severity>', 'error, warning, info or never (default: warning)'), [
          'error',
          'warning',
          'info',
          'never',
        ]),
      )
      .option('--update-baseline', 'take out of the baseline what is gone')
      .option('--allow-additions', 'with it, and a --reason: add what is new')
      .option('--reason <text>', 'why the additions may stay')
      .option('--owner <name>', 'who will see to them')
      .option('--issue <link>', 'where that is tracked')
      .option('--expires <date>', 'YYYY-MM-DD: from the day after they fail')
      .option('--no-github-annotations', 'none by itself under GITHUB_ACTIONS'),
  ).addHelpText('after', examples)
}

async function run(command: Command): Promise<0 | 1> {
  const flags = command.opts<LintFlags>()
  const { lint } = await import('../../index.ts')
  const { enterFolder } = await import('../terminal.ts')
  const { chooseOutputs, writeLint } = await import('../lint-outputs.ts')
  const { busily } = await import('../progress.ts')
  const { baselineUpdate, readFailOn } = await import('../baseline-flags.ts')
  const outputs = chooseOutputs(flags.format ?? [], flags.output)
  const update = baselineUpdate(flags)
  const failOn = readFailOn(flags.failOn)
  enterFolder(flags.cwd)
  const { since: revision } = flags
  const since =
    revision === undefined ? {} : { since: revision, judgeApart: (await import('../judge-apart.ts')).judgeApart }
  const result = await busily('reading', flags.quiet, () =>
    lint(command.args, {
      ...flowOptions(flags),
      ...(flags.baseline === undefined ? {} : { baseline: flags.baseline }),
      ...since,
      ...(failOn === undefined ? {} : { failOn }),
      ...(update === undefined ? {} : { update }),
    }),
  )
  await writeLint(result, outputs, flags)
  return result.failed ? 1 : 0
}

export const lintVerb: Verb = { id: 'lint', describe, run }
