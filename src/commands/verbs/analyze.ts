import { Option, type Command } from 'commander'
import { offering } from '../offered-words.ts'
import { addSharedOptions, flowOptions, sourceArgument } from '../shared-options.ts'
import type { SharedOptions } from '../shared-options.ts'
import type { Verb } from '../verb.ts'

const examples = `
Examples:
  fountain-split analyze structure.sql
  fountain-split analyze db/migrations --config services.yaml
  fountain-split analyze postgres://me@localhost/shop --format json | jq .cycles
  pg_dump --schema-only shop | fountain-split analyze - --format markdown
`

function describe(command: Command): Command {
  return addSharedOptions(
    command
      .summary('what crosses between services, and where')
      .description('Tells what crosses the boundaries between services. Changes nothing.')
      .argument(...sourceArgument)
      .addOption(
        offering(
          new Option('-f, --format <format>', 'pretty, json, markdown, mermaid, dot, svg or html').default('pretty'),
          ['pretty', 'json', 'markdown', 'mermaid', 'dot', 'svg', 'html'],
        ),
      )
      .option('--check-data', 'hold implied references against a live database’s data')
      .option('-o, --output <file>', 'write to a file instead of standard output'),
  ).addHelpText('after', examples)
}

async function run(command: Command): Promise<0 | 1> {
  const options = command.opts<SharedOptions & { readonly checkData?: boolean }>()
  const { analyze, findReportFormat } = await import('../../index.ts')
  const format = findReportFormat(options.format ?? 'pretty')
  const { enterFolder, writeReport } = await import('../terminal.ts')
  const { busily } = await import('../progress.ts')
  enterFolder(options.cwd)
  const plan = await busily('reading', options.quiet, () =>
    analyze(command.args, { ...flowOptions(options), checkData: options.checkData ?? false }),
  )
  await writeReport(format, plan, options)
  return 0
}

export const analyzeVerb: Verb = { id: 'analyze', describe, run }
