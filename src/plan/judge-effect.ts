import type { Catalog } from '../catalog/catalog.ts'
import { displayName, objectAs } from '../catalog/catalog.ts'
import type { Column, Constraint, ForeignKey } from '../catalog/object.ts'
import { quoteName } from '../core/identifier.ts'
import { columnConstraintSpan } from '../core/sql-cut.ts'
import type { Effect } from './effect.ts'
import { judgeUniqueness } from './judge-uniqueness.ts'
import type { RelationParts } from './relation-parts.ts'
import { fitsType } from './type-fit.ts'

/** Something that can refuse a referential action where it is carried out. */
export interface Refusal {
  /** A sentence. */
  readonly because: string
  /** It refuses whenever there are rows of the kind; else it depends on values or on what somebody's code does. */
  readonly certain: boolean
}

/** What of the relation itself can refuse an effect on its rows; keys onto it are another matter. */
export function* judgeEffect(catalog: Catalog, effect: Effect, parts: RelationParts): Generator<Refusal> {
  if (effect.verb === 'update') yield* judgeValues(catalog, effect)
  const written = writtenColumns(catalog, effect)
  const touches = (columns: readonly string[]): boolean => columns.some((column) => written.has(column))
  const name = (object: Constraint | ForeignKey): string => displayName(catalog, object)

  for (const relation of parts.relations)
    if (relation.form === 'foreign') yield may(`${displayName(catalog, relation)} stands on another server.`)
  for (const trigger of parts.triggers)
    if (trigger.events.includes(effect.verb) && (effect.verb === 'delete' || trigger.updateOf.length === 0 || touches(trigger.updateOf)))
      yield may(`Trigger ${displayName(catalog, trigger)} runs on each ${effect.verb} and can refuse it.`) // prettier-ignore
  for (const rule of parts.rules)
    if (rule.event === effect.verb) yield may(`Rule ${displayName(catalog, rule)} rewrites each ${effect.verb}.`)
  if (effect.verb === 'delete') return

  for (const relation of parts.relations)
    if (relation.partitionColumns !== undefined && touches(relation.partitionColumns))
      yield may(`A changed row moves to another partition of ${displayName(catalog, relation)}, if there is one.`)
  for (const check of parts.constraints)
    if (check.form === 'check') {
      const why = whyCheckRefuses(catalog, check, touches)
      if (why !== undefined) yield may(`CHECK ${name(check)} ${why}.`)
    }
  for (const because of judgeUniqueness(catalog, effect, parts, written)) yield may(because)
  for (const key of parts.keys)
    if (key.id !== effect.by.id && touches(key.columns)) {
      if (effect.value !== 'null') yield may(`Foreign key ${name(key)} must find the new value too.`)
      else if (key.match === 'full' && key.columns.some((column) => !written.has(column)))
        yield { because: `Foreign key ${name(key)} is MATCH FULL: it refuses a key that is NULL in part.`, certain: true } // prettier-ignore
    }
}

const may = (because: string): Refusal => ({ because, certain: false })

/** What the new values themselves run against: NOT NULL, types, the rest of a MATCH FULL key. */
function* judgeValues(catalog: Catalog, { relation, columns, value, by }: Effect): Generator<Refusal> {
  const referenced = objectAs(catalog, by.referenced, 'relation')
  const own = objectAs(catalog, relation, 'relation')
  const counterpart = ({ name }: Column): Column | undefined => {
    const place = by.columns.indexOf(name)
    return referenced.columns.find((column) => column.name === by.referencedColumns[place])
  }
  for (const column of own.columns) {
    const name = quoteName(column.name)
    if (column.generated !== undefined && (column.reads ?? columns).some((read) => columns.includes(read)))
      yield may(`Generated column ${name} is computed from it, which can fail.`)
    if (!columns.includes(column.name)) continue
    const from = counterpart(column)
    if (value === 'null') {
      if (column.notNull) yield { because: `${name} is NOT NULL.`, certain: true }
      else if (isDomain(catalog, column)) yield may(`${name} is of domain ${column.type}, which can refuse NULL.`)
    } else if (value === 'key') {
      if (column.notNull && from?.notNull === false)
        yield may(`${name} is NOT NULL, and the referenced column can become NULL.`)
      if (from !== undefined && !fitsType(from.type, column.type))
        yield may(`${name} is ${column.type}: not every ${from.type} fits.`)
      if (by.match === 'full' && by.columns.length > 1 && from?.notNull === false)
        yield may('It is MATCH FULL, and the referenced key can become NULL in part.')
    }
  }
  if (by.match === 'full' && value === 'null' && columns.length < by.columns.length)
    yield { because: 'It is MATCH FULL, and the action sets only some of its columns to NULL.', certain: true }
}

function isDomain(catalog: Catalog, { typeId }: Column): boolean {
  const type = typeId === undefined ? undefined : catalog.objects[typeId]
  return type?.kind === 'type' && type.form === 'domain'
}

/** The columns of an update, and those that are computed from them. */
export function writtenColumns(catalog: Catalog, { relation, verb, columns }: Effect): ReadonlySet<string> {
  if (verb === 'delete') return new Set()
  const computed = objectAs(catalog, relation, 'relation').columns.filter(
    ({ generated, reads = columns }) => generated !== undefined && reads.some((read) => columns.includes(read)),
  )
  return new Set([...columns, ...computed.map(({ name }) => name)])
}

const ofTheMoment = /\b(now|current_\w+|local(time|timestamp)|\w+_timestamp|timeofday|random)\b/i

/** PostgreSQL looks at every CHECK of a row that is updated, also at those over other columns. */
function whyCheckRefuses(
  catalog: Catalog,
  check: Constraint,
  touches: (columns: readonly string[]) => boolean,
): string | undefined {
  if (touches(check.columns)) return 'looks at it'
  if (check.unvalidated === true) return 'is NOT VALID, and is looked at again with every update of a row'
  if (check.columns.length === 0 || check.uses.some(({ to }) => catalog.objects[to]!.kind === 'routine'))
    return 'is looked at again with every update of a row'
  const { file, end } = catalog.statements[check.statement]!
  const rest = catalog.files[file]!.part(check.at, end)
  const text = rest.toString('utf8', 0, columnConstraintSpan(rest, 0, rest.length).end)
  return ofTheMoment.test(text) ? 'depends on the moment, and is looked at again with every update of a row' : undefined
}
