import { displayName, type Catalog } from '../catalog/catalog.ts'
import type { CatalogObject, Column, Use } from '../catalog/object.ts'
import type { Part, Statement } from '../catalog/statement.ts'
import { quoteName } from '../core/identifier.ts'
import { cutParts } from '../plan/edit-statement.ts'
import type { Reading } from './read-catalog.ts'
import { findSchemaElements } from './find-list-items.ts'

/** A catalog as a text for reviewers: what each statement does and to which part of it, then what is there at the end. */
export function describeCatalog({ catalog, diagnostics }: Reading): string {
  const lines: string[] = []
  for (const statement of catalog.statements) {
    lines.push(`${place(catalog, statement.file, statement.textStart)} ${statement.kind}: ${natureOf(statement)}`)
    if (statement.searchPath !== undefined) lines.push(`    search_path ${statement.searchPath.join(', ') || 'empty'}`)
    for (const { verb, object, part } of statement.effects)
      lines.push(`    ${verb} ${named(catalog, catalog.objects[object]!)}${cut(catalog, statement, part)}`)
  }
  lines.push('')
  for (const object of catalog.objects) lines.push(...describeObject(catalog, object))
  if (catalog.grants.length > 0) lines.push('')
  for (const { role, privileges, object } of catalog.grants)
    lines.push(`${quoteName(role)} may ${privileges.join(', ')} on ${named(catalog, catalog.objects[object]!)}`)
  if (catalog.roles.length > 0) lines.push('', `roles ${catalog.roles.map(quoteName).join(', ')}`)
  if (diagnostics.length > 0) lines.push('')
  for (const { severity, code, message, evidence } of diagnostics)
    lines.push(
      `${severity} ${code}${evidence === undefined ? '' : ` at ${evidence.line}:${evidence.column}`}: ${message}`,
    )
  return `${lines.join('\n')}\n`
}

function natureOf({ nature, reason }: Statement): string {
  return nature === 'unread' ? `reported. ${reason}` : nature
}

function place(catalog: Catalog, file: number, at: number): string {
  const { line, column } = catalog.files[file]!.positions.at(at)
  return `${line}:${column}`
}

function named(catalog: Catalog, object: CatalogObject): string {
  return `${object.kind === 'other' ? object.form : object.kind} ${displayName(catalog, object)}`
}

/** The text that goes when the part goes, as the plan cuts it. */
function cut(catalog: Catalog, statement: Statement, part: Part | undefined): string {
  if (part === undefined) return ''
  const { bytes } = catalog.files[statement.file]!
  const whole = [{ start: statement.textStart, end: statement.end }]
  const elements = findSchemaElements(bytes, statement.textStart, statement.end)
  const edits =
    part.shape === 'statement'
      ? whole
      : cutParts(bytes.subarray(statement.textStart, statement.end), statement, [part], elements)
  const texts = edits.map(({ start, end }) => bytes.toString('utf8', start, end).replace(/\s+/g, ' ').trim())
  return `, by its ${part.shape} \`${texts.join(' … ')}\``
}

function describeObject(catalog: Catalog, object: CatalogObject): string[] {
  const { owner, dropped } = object
  const words = [named(catalog, object), ...propertiesOf(catalog, object)]
  if (owner !== undefined) words.push(`owner ${quoteName(owner)}`)
  if (dropped) return [`${words[0]!}: dropped`]
  const lines = [words.join(', ')]
  const columns = object.kind === 'relation' || object.kind === 'type' ? (object.columns ?? []) : []
  for (const column of columns) lines.push(`    column ${describeColumn(column)}`)
  for (const use of object.uses) lines.push(`    ${describeUse(catalog, use)}`)
  return lines
}

function describeColumn(column: Column): string {
  const words = [quoteName(column.name), column.type]
  if (column.collation !== undefined) words.push(`collate ${column.collation}`)
  if (column.notNull) words.push('not null')
  if (column.default !== undefined) words.push(`${column.generated ?? column.defaultKind} \`${column.default}\``)
  if (column.reads !== undefined) words.push(`reads ${column.reads.map(quoteName).join(', ')}`)
  if (column.identity !== undefined) words.push(`identity ${column.identity}`)
  if (column.inherited === true) words.push('inherited')
  return words.join(' ')
}

function describeUse(catalog: Catalog, { to, role, at, statement, column, part, writes }: Use): string {
  const used = catalog.statements[statement]!
  const text = catalog.files[used.file]!.bytes.toString('utf8', at, Math.min(used.end, at + 40))
  return [
    `uses ${named(catalog, catalog.objects[to]!)} as ${role}`,
    column === undefined ? '' : ` of ${quoteName(column)}`,
    writes === true ? ', writes it' : '',
    ` at ${place(catalog, used.file, at)} \`${text.split('\n')[0]!.trimEnd()}\``,
    cut(catalog, used, part),
  ].join('')
}

function propertiesOf(catalog: Catalog, object: CatalogObject): string[] {
  const columns = (names: readonly string[]): string => `(${names.map((name) => (name === '' ? '<expression>' : quoteName(name))).join(', ')})` // prettier-ignore
  const reads = (names: readonly string[] | undefined): string[] =>
    names === undefined ? [] : [`reads ${columns(names)}`]
  const by = (word: string, id: number | undefined): string[] =>
    id === undefined ? [] : [`${word} ${displayName(catalog, catalog.objects[id]!)}`]
  switch (object.kind) {
    case 'relation':
      return [object.form, object.persistence, ...(object.partitionColumns === undefined ? [] : [`by ${columns(object.partitionColumns)}`]), ...by('partition of', object.partitionOf), ...object.inherits.flatMap((id) => by('inherits', id)), ...(object.rowSecurity === true ? ['row security'] : [])] // prettier-ignore
    case 'foreign-key':
      return [
        `${columns(object.columns)} references ${displayName(catalog, catalog.objects[object.referenced]!)} ${columns(object.referencedColumns)}`,
        `on delete ${object.onDelete}${object.onDeleteColumns.length === 0 ? '' : ` ${columns(object.onDeleteColumns)}`}`,
        `on update ${object.onUpdate}`,
        `match ${object.match}`,
        `deferrable ${object.deferrable}`,
        ...(object.validated ? [] : ['not valid']),
        ...(object.inherited ? ['inherited'] : []),
        ...by('leans on', object.referencedKey),
      ]
    case 'constraint':
      return [object.form, columns(object.columns), ...reads(object.reads), ...(object.deferrable === 'no' ? [] : [object.deferrable]), ...(object.nullsNotDistinct === true ? ['nulls not distinct'] : []), ...(object.unvalidated === true ? ['not valid'] : []), ...by('clone of', object.cloneOf), ...by('index', object.index)] // prettier-ignore
    case 'index':
      return [...by('on', object.of), columns(object.columns), ...reads(object.reads), ...(object.unique ? ['unique'] : []), ...(object.nullsNotDistinct === true ? ['nulls not distinct'] : []), ...(object.partial ? ['partial'] : []), ...by('clone of', object.cloneOf)] // prettier-ignore
    case 'type':
      return [object.form, ...(object.labels ?? []).map((label) => `'${label}'`), ...(object.baseType === undefined ? [] : [object.baseType])] // prettier-ignore
    case 'sequence':
      return object.ownedBy === undefined ? [] : [`owned by ${displayName(catalog, catalog.objects[object.ownedBy.relation]!)}.${quoteName(object.ownedBy.column)}`] // prettier-ignore
    case 'routine':
      return [
        object.form,
        object.language,
        ...(object.opaque ? ['not read'] : []),
        ...(object.securityDefiner ? ['security definer'] : []),
        ...(object.searchPath === undefined ? [] : [`search_path ${object.searchPath.join(', ')}`]),
        ...object.dynamic.map(
          (at) => `dynamic SQL at ${place(catalog, catalog.statements[object.statement]!.file, at)}`,
        ),
      ]
    case 'trigger':
      return [
        `on ${object.events.map((event) => (event === 'update' && object.updateOf.length > 0 ? `update of ${columns(object.updateOf)}` : event)).join(', ')}`,
        ...by('runs', object.routine),
      ]
    case 'rule':
      return [`on ${object.event}`]
    case 'view':
      return [object.form]
    default:
      return []
  }
}
