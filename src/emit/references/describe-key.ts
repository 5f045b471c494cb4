import type { Catalog } from '../../catalog/catalog.ts'
import { objectsOf } from '../../catalog/catalog.ts'
import type { Column, OtherObject, Relation } from '../../catalog/object.ts'
import type { QualifiedName } from '../../core/identifier.ts'
import { quoteName, quoteQualified } from '../../core/identifier.ts'
import { wholeKey } from '../../core/object-key.ts'
import { parseQualifiedName } from '../../core/parse-name.ts'
import { belowDomains } from '../../plan/contracts/below-domains.ts'
import { baseOf } from '../../plan/contracts/value-schema.ts'
import type { SplitPlan } from '../../plan/split-plan.ts'
import { sql } from '../../print/sql.ts'
import type { EmitInput } from '../emitter.ts'
import type { KeyColumn, ReferencedKey } from '../reference-sql/reference-value.ts'
import { isInherited, partitionsOf, wholesOf } from './partitions-of.ts'

type KeyFacts = Omit<ReferencedKey, 'home' | 'name' | 'refusals' | 'referencing'>

/** What the catalog says of a referenced key; types and collations under the names that they have in the service. */
export function describeKey(
  input: EmitInput,
  service: string,
  relation: Relation,
  columns: readonly string[],
): KeyFacts {
  const { catalog } = input
  const partitions = partitionsOf(catalog, relation)
  const within = wholesOf(catalog, relation)
  const own = new Set([relation.id, ...partitions.map(({ id }) => id)])
  const generated = relation.columns.some(({ name, generated: how }) => columns.includes(name) && how !== undefined)
  // Of a trigger only its events are known: any on UPDATE may change the row before it is written.
  const triggered = objectsOf(catalog, 'trigger').some(({ of, events }) => own.has(of) && events.includes('update'))
  const primary = objectsOf(catalog, 'constraint').find(({ of, form }) => of === relation.id && form === 'primary')
  return {
    relation: qualified(relation),
    columns: columns.map((name): KeyColumn => {
      const column = relation.columns.find((each) => each.name === name)!
      const nullable = !column.notNull && primary?.columns.includes(name) !== true
      return {
        name,
        ...typeOf(input, service, column),
        nullable,
        ...(column.generated !== undefined && { generated: true }),
      }
    }),
    // Of one that is a partition itself rows are followed one by one.
    partitioned: relation.form === 'partitioned' && within.length === 0,
    partitions: partitions.map(qualified),
    ...(within.length > 0 && { within: within.map(qualified) }),
    ...(within.length > 0 && relation.form === 'partitioned' && { staysBy: movingColumns([relation, ...within]) }),
    ...(isInherited(catalog, relation) && { inherited: true as const }),
    rowSecurity: relation.rowSecurity === true,
    changesUnnamed: generated || triggered,
  }
}

/** By which a row belongs to another partition, on any level. */
function movingColumns(relations: readonly Relation[]): string[] {
  return [...new Set(relations.flatMap(({ partitionColumns = [] }) => partitionColumns))]
}

function qualified({ schema, name }: QualifiedName): QualifiedName {
  return { schema, name }
}

/** Below domains: another service need not have the domain, and its checks were made where the key was written. */
function typeOf({ catalog, plan }: EmitInput, service: string, column: Column): Omit<KeyColumn, 'name' | 'nullable'> {
  const { text, type, collation: written } = belowDomains(catalog, column)
  const collation = written === undefined ? undefined : collationOf(catalog, written)
  const collated = {
    deterministic: collation?.object?.nonDeterministic !== true,
    ...(collation !== undefined && { collation: copyOf(plan, service, 'collation', collation.name) }),
  }
  const schemas =
    collated.collation === undefined || collated.collation.schema === '' ? [] : [collated.collation.schema]
  if (type !== undefined) {
    const rest = text.slice(quoteQualified(type).length)
    const copy = copyOf(plan, service, 'type', type)
    return { type: sql`${copy}`.text + rest, base: text, ...collated, schemas: [...schemas, copy.schema] }
  }
  const base = baseOf(text)
  const name = base.slice(base.lastIndexOf('.') + 1)
  const extension = extensionTypes.get(name)
  if (extension === undefined) return { type: text, base, ...collated, schemas }
  const schema = base.includes('.') ? parseQualifiedName(base).schema : extensionSchema(catalog, extension)
  const type_ = base.includes('.') ? text : `${quoteName(schema)}.${text}`
  return { type: type_, base: name, ...collated, operators: schema, schemas: [...schemas, schema] }
}

/** Types that keys may have and that come with an extension, without a schema where the source writes none. */
const extensionTypes = new Map([
  ['citext', 'citext'],
  ['ltree', 'ltree'],
  ...['ean13', 'isbn', 'isbn13', 'ismn', 'ismn13', 'issn', 'issn13', 'upc'].map((type) => [type, 'isn'] as const),
])

function extensionSchema(catalog: Catalog, name: string): string {
  const extension = objectsOf(catalog, 'extension').find((each) => each.name === name)
  const schema = extension?.uses.map(({ to }) => catalog.objects[to]).find((object) => object?.kind === 'schema')
  return schema?.name ?? 'public'
}

/** As the column has it written; the source's own by its schema, PostgreSQL's without. */
function collationOf(catalog: Catalog, written: string): { name: QualifiedName; object: OtherObject | undefined } {
  const parsed = parseQualifiedName(written)
  const hasSchema = written !== quoteName(parsed.name)
  const object = objectsOf(catalog, 'other')
    .filter(({ form, name }) => form === 'collation' && name === parsed.name)
    .find(({ schema }) => !hasSchema || schema === parsed.schema)
  const plain = { schema: hasSchema ? parsed.schema : '', name: parsed.name }
  return { name: object === undefined ? plain : qualified(object), object }
}

/** In `layout: schemas` a service may have it in a schema of its own. */
function copyOf(plan: SplitPlan, service: string, kind: string, name: QualifiedName): QualifiedName {
  const key = wholeKey(kind, name)
  const copy = plan.copies.find((each) => each.service === service && each.object === key)
  return { schema: copy?.to ?? name.schema, name: name.name }
}
