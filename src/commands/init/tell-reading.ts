import { FountainError, count, type DraftDesk } from '../../index.ts'
import type { Interview } from './interview.ts'
import { ticked } from './wrap-line.ts'

/** What was read. Throws FountainError `nothing-to-divide` (exit 2) where there is no table. */
export function tellReading({ tell, palette }: Interview, { plan, relations }: DraftDesk): void {
  const { source, foreignKeys, implied, polymorphic, services, reported } = plan
  if (relations.length === 0)
    throw new FountainError('nothing-to-divide', 'there is no table in what was read', {
      hint: 'Name the schema’s own SQL: a bootstrap script, pg_dump --schema-only, or a folder of migrations.',
    })
  const schemas = new Set(services.flatMap((service) => service.schemas))
  const files = source.files.length === 1 ? '' : ` in ${count(source.files.length, 'file')}`
  tell(
    ticked(`Read ${count(source.statements.total, 'statement')}${files}: ${count(relations.length, 'table')} in ${count(schemas.size, 'schema')}, ${count(foreignKeys.length, 'foreign key')}.`, palette), // prettier-ignore
  )
  if (implied.length > 0)
    tell(`  ${count(implied.length, 'reference')} more that no constraint declares, by name and type.`)
  if (polymorphic.length > 0)
    tell(`  ${count(polymorphic.length, 'pair')} of columns that may mean one of several tables.`)
  if (reported.length > 0) tell(`  ${count(reported.length, 'statement')} for no service: analyze lists them.`)
}
