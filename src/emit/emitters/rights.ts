import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, literal, raw, sql } from '../../print/sql.ts'
import { quoteName } from '../../core/identifier.ts'
import { sqlComment } from '../../print/sql-comment.ts'
import type { Emitter } from '../emitter.ts'
import type { ServiceHome } from '../reference-sql/reference-value.ts'
import { nameHomes } from '../references/name-homes.ts'
import type { ServiceReferences } from '../references/service-references.ts'
import { findServiceReferences } from '../references/service-references.ts'
import { serviceFolders } from '../service-folders.ts'
import type { ServiceSchemas } from '../service-schemas.ts'
import { findServiceSchemas } from '../service-schemas.ts'

/** Per service, the rights of its roles: what they need on what is the service's own, and no more. */
export const rights: Emitter = {
  id: 'rights',
  *emit(input) {
    const homes = nameHomes(input)
    const schemas = findServiceSchemas(input)
    const extended = new Set([...schemas.values()].flatMap(({ extensionSchemas }) => extensionSchemas))
    const references = new Map(findServiceReferences(input).map((each) => [each.service, each]))
    for (const [service, folder] of serviceFolders(input.plan.services)) {
      const home = homes.get(service)!
      const own = schemas.get(service)!
      const head = [
        `Service ${service}: what its roles may do with what is its own. Run this after its migrations, and again after`,
        'each new one, as whoever runs those; running it again changes nothing.',
      ]
      const parts = [
        `${sqlComment(head)}\n`,
        'BEGIN;\n',
        ...(input.plan.layout === 'schemas' ? takeFromPublic(own.schemas, extended) : []),
        ...serviceRights(home, own),
        ...runtimeRights(references.get(service)),
        'COMMIT;\n',
      ]
      yield { path: `${folder}/rights.sql`, text: parts.join('\n'), kind: 'generated' }
    }
  },
}

function part(comment: readonly string[], made: readonly Sql[]): string[] {
  return made.length === 0 ? [] : [`${sqlComment(comment)}\n${made.map(({ text }) => `${text};\n`).join('')}`]
}

function serviceRights({ serviceRole }: ServiceHome, own: ServiceSchemas): string[] {
  const used = [...new Set([...own.schemas, ...own.extensionSchemas])].sort()
  const comment = [`${quoteName(serviceRole)}, as which the service connects, reads and writes its relations.`]
  const onAll = (rights: Sql, schemas: readonly string[]) =>
    schemas.length === 0 ? [] : [sql`GRANT ${rights} IN SCHEMA ${schemas} TO ${serviceRole}`]
  return part(comment, [
    ...(used.length === 0 ? [] : [sql`GRANT USAGE ON SCHEMA ${used} TO ${serviceRole}`]),
    ...onAll(sql`SELECT, INSERT, UPDATE, DELETE ON ALL TABLES`, own.withRelations),
    ...onAll(sql`USAGE, SELECT ON ALL SEQUENCES`, own.withSequences),
    ...onAll(sql`EXECUTE ON ALL ROUTINES`, own.withRoutines),
  ])
}

/** What the migrations could not give, as the relations are the user's: to see which rows refer to nothing. */
function runtimeRights(references: ServiceReferences | undefined): string[] {
  if (references === undefined) return []
  const { home, replicated } = references
  const kept = replicated.flatMap((key) => key.references)
  const comment = [`${quoteName(home.runtimeRole)}, relay and consumer, finds rows that refer to nothing.`]
  const schemas = [...new Set(kept.map(({ relation }) => relation.schema))].sort()
  const reads = kept.map(({ relation, columns }) => {
    const names = columns.map(({ from }) => from)
    return sql`GRANT SELECT (${names}) ON ${relation} TO ${home.runtimeRole}`
  })
  const distinct = [...new Map(reads.map((each) => [each.text, each])).values()]
  if (kept.length === 0) return []
  return part(comment, [sql`GRANT USAGE ON SCHEMA ${schemas} TO ${home.runtimeRole}`, ...distinct])
}

/** Where the services share a database, everybody is also every other service. */
function takeFromPublic(schemas: readonly string[], extended: ReadonlySet<string>): string[] {
  const closed = schemas.filter((schema) => !extended.has(schema))
  const open = schemas.filter((schema) => extended.has(schema))
  return [
    ...part(
      ['What everybody may do would be the right of every other service, which shares the database.'],
      closed.length === 0 ? [] : [sql`REVOKE ALL ON SCHEMA ${closed} FROM PUBLIC`],
    ),
    ...open.flatMap((schema) =>
      part(
        [`Extensions in ${quoteName(schema)} are for all services; what else is there is not.`],
        [takeAllButExtensions(schema)],
      ),
    ),
  ]
}

function takeAllButExtensions(schema: string): Sql {
  const here = sql`${literal(quoteName(schema))}::regnamespace`
  const ofExtension = (catalog: string) =>
    sql`EXISTS (SELECT FROM pg_depend WHERE classid = ${literal(catalog)}::regclass AND objid = ${raw(catalog)}.oid AND deptype = 'e')`
  const body = sql`DECLARE
  object text;
BEGIN
  FOR object IN
    SELECT format('%s %s', CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, oid::regclass) FROM pg_class
     WHERE relnamespace = ${here} AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT ${ofExtension('pg_class')}
    UNION ALL
    SELECT format('ROUTINE %s', oid::regprocedure) FROM pg_proc
     WHERE pronamespace = ${here} AND NOT ${ofExtension('pg_proc')}
  LOOP
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', object);
  END LOOP;
END`
  return sql`DO ${dollarQuoted(body)}`
}
