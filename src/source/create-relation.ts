import { temporarySchema } from '../catalog/catalog-builder.ts'
import type { DraftOf } from '../catalog/draft.ts'
import type { RangeVar } from './parse-tree.ts'
import type { StatementContext } from './statement-kind.ts'

/** Where a RangeVar that is being created will stand. */
export function creationPlace(context: StatementContext, range: RangeVar): { schema: string; name: string } {
  const name = range.relname ?? ''
  if (range.schemaname !== undefined) return { schema: range.schemaname, name }
  return { schema: range.relpersistence === 't' ? temporarySchema : context.builder.creationSchema(), name }
}

/**
 * Says so where the name is taken already; true then, and the statement does nothing. With IF NOT EXISTS that is what the
 * user wanted; without, PostgreSQL would refuse the statement.
 */
export function isTaken(
  context: StatementContext,
  place: { schema: string; name: string },
  ifNotExists: boolean | undefined,
): boolean {
  const known = context.builder.names.schemas.get(place.schema)?.relations.get(place.name)
  if (known === undefined) return false
  context.effect(known, 'other')
  if (ifNotExists === true) return true
  context.unread(`${place.schema}.${place.name} exists already, so PostgreSQL refuses this statement.`)
  context.diagnostic({
    code: 'already-exists',
    severity: 'warning',
    subject: `${place.schema}.${place.name}`,
    message: `${place.schema}.${place.name} is created a second time; the first definition is kept.`,
    hint: 'Leave one of the two out of the source, or drop the first before.',
  })
  return true
}

/** Where a new relation goes; undefined where the statement does nothing because the name is taken. */
export function createdOrTaken(
  context: StatementContext,
  range: RangeVar,
  ifNotExists: boolean | undefined,
): { schema: string; name: string } | undefined {
  const place = creationPlace(context, range)
  return isTaken(context, place, ifNotExists) ? undefined : place
}

const persistences: Record<string, DraftOf<'relation'>['persistence']> = { t: 'temporary', u: 'unlogged' }

export function createRelation(
  context: StatementContext,
  range: RangeVar,
  form: DraftOf<'relation'>['form'],
): DraftOf<'relation'> {
  const { schema, name } = creationPlace(context, range)
  const relation = context.builder.create<'relation'>(
    {
      kind: 'relation',
      schema,
      name,
      at: context.at(range.location),
      form,
      persistence: persistences[range.relpersistence ?? 'p'] ?? 'permanent',
      columns: [],
      inherits: [],
    },
    context.statement.id,
  )
  context.effect(relation.id, 'create')
  return relation
}
