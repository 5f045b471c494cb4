import { stringify } from 'yaml'
import type { Config } from '../config/config.ts'
import { visible } from '../core/visible-text.ts'
import { countForeignKeys } from '../plan/count-foreign-keys.ts'
import type { PlannedImplied, PlannedReference, SplitPlan } from '../plan/split-plan.ts'

export interface ConfigToPrint {
  readonly config: Config
  /** What it makes of the schema. */
  readonly plan: SplitPlan
  /** The implied references that were found, for the reasons of those that are confirmed. */
  readonly found: readonly PlannedImplied[]
  /** As `source` shall say; none: it cannot be named. */
  readonly source: readonly string[]
}

const schema = './node_modules/fountain-split/schemas/fountain-split.schema.json'

/** A configuration as people keep it: in order, each part with what it is for. Ends with a newline. */
export function printConfig(printed: ConfigToPrint): string {
  const parts = [head(printed), layout(printed), services(printed), references(printed), implied(printed)]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

const scalar = (value: string): string => stringify(value, { lineWidth: 0 }).trimEnd()
const flow = (value: object): string => stringify(value, { lineWidth: 0, collectionStyle: 'flow' }).trimEnd()
const comment = (text: string): string => `# ${visible(text)}`

function head({ source, plan }: ConfigToPrint): string[] {
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    comment('How fountain-split divides this schema. Every key: docs/configuration.md of the package.'),
    '',
    comment('What is read: .sql files, a folder of migrations, or a postgres:// URL. Paths start from this file.'),
  ]
  if (source.length === 0) return [...lines, comment(`source: ${plan.source.kind === 'stdin' ? 'it came from standard input' : 'name it here'}`)] // prettier-ignore
  if (source.length === 1) return [...lines, `source: ${scalar(source[0]!)}`]
  return [...lines, 'source:', ...source.map((each) => `  - ${scalar(each)}`)]
}

function layout({ config }: ConfigToPrint): string[] {
  return [
    comment('databases: a database for each service. schemas: one database, a schema and a role for each service.'),
    `layout: ${config.layout ?? 'databases'}`,
  ]
}

function services({ config, plan }: ConfigToPrint): string[] {
  const all = countForeignKeys(plan)
  const keys = `${plan.references.length} of ${all} foreign ${all === 1 ? 'key' : 'keys'} cross`
  const lines = [
    comment(`Who owns what: every table belongs to one service. As it is now, ${keys}.`),
    comment('schemas: all of a schema; relations: single tables; patterns: by name, like public.order*.'),
    'services:',
  ]
  for (const [name, { schemas, relations }] of Object.entries(config.services ?? {})) {
    lines.push(`  ${scalar(name)}:`)
    if (schemas !== undefined) lines.push(`    schemas: ${flow(schemas)}`)
    if (relations !== undefined)
      lines.push('    relations:', ...relations.map((relation) => `      - ${scalar(relation)}`))
  }
  return lines
}

function references({ config, plan }: ConfigToPrint): string[] {
  if (plan.references.length === 0) return []
  const chosen = new Map((config.references ?? []).map(({ from, ...choice }) => [from, choice]))
  const lines = [
    comment(
      'What replaces each foreign key that crosses: a guard on writes, and what happens when the referenced row is',
    ),
    comment('deleted or its key changes. A line that is commented out says what is proposed, and holds as it is;'),
    comment(
      '`fountain-split explain` tells why. To choose otherwise, take the # from it, and from references:, and change it.',
    ),
  ]
  if (chosen.size === 0) lines.push('# references:')
  else lines.push('references:')
  for (const reference of plan.references) {
    const choice = chosen.get(reference.id)
    lines.push(choice === undefined ? proposedLine(reference) : `  - ${flow({ from: reference.id, ...choice })}`)
  }
  return lines
}

/** What holds, as the entry that would say the same. */
function proposedLine({ id, guard, delete: onDelete, update }: PlannedReference): string {
  if (guard === null || onDelete === null || update === null) return comment(`  - nothing is planned for ${id}`)
  return comment(`  - ${flow({ from: id, guard, delete: onDelete.reaction, update: update.reaction })}`)
}

function implied({ config, plan, found }: ConfigToPrint): string[] {
  const confirm = config.implied?.confirm ?? []
  if (confirm.length + plan.implied.length === 0) return []
  const lines = [
    comment(
      'References that no constraint declares. Those under confirm count like declared keys; what is under reject is',
    ),
    comment('none, and not shown any more.'),
  ]
  if (confirm.length === 0) return [...lines, '# implied: { confirm: [], reject: [] }']
  const reasons = new Map(found.map((each) => [each.id, each]))
  lines.push('implied:', '  confirm:')
  for (const each of confirm) {
    const id = typeof each === 'string' ? each : `${each.from} -> ${each.to}`
    const known = reasons.get(id)
    if (known !== undefined) lines.push(`    ${comment(`${known.confidence.toFixed(2)}: ${known.because}`)}`)
    lines.push(`    - ${scalar(id)}`)
  }
  return lines
}
