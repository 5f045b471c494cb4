import { Kysely, PostgresDialect } from 'kysely'
import type { NativeReference, ReferencedKey } from '../../emit/reference-sql/reference-value.ts'
import type { Lookup, ReferenceGuard } from '../../runtime/index.ts'
import * as ours from '../../runtime/index.ts'
import type { SplitSystem } from './split-system.test-support.ts'
import { testPool } from '../scratch/test-pool.test-support.ts'

/** What `generate` says of a guard, of a reference that a test made. */
export function describeGuard(key: ReferencedKey, reference: NativeReference): ReferenceGuard {
  const { constraint, relation, columns, match } = reference
  return {
    constraint,
    relation: [relation.schema, relation.name],
    columns: columns.map(({ from, to }) => ({ from, to })),
    match,
    key: {
      aggregate: `${key.home.service}.${key.name}`,
      service: key.home.service,
      home: 'fountain_split',
      name: `${key.home.service}_${key.name}`,
      relation: [key.relation.schema, key.relation.name],
      columns: key.columns.map(({ name }) => name),
    },
  }
}

/** The referencing service's database as its own code sees it, as the service's role. */
export function openGuarded<Tables>(
  system: SplitSystem,
  guards: readonly ReferenceGuard[],
  lookup: Lookup,
  { guardDialect }: Pick<typeof ours, 'guardDialect'> = ours,
): Kysely<Tables> {
  const url = new URL(system.databases.referencing.url)
  url.username = 'scripts_service'
  const pool = testPool(url.href, 8)
  const dialect = guardDialect(new PostgresDialect({ pool }), guards, { [guards[0]!.key.service]: lookup })
  return new Kysely<Tables>({ dialect })
}

/** Asks over the existence API, without a network between. */
export function askOverHttp(system: SplitSystem): ours.HttpExistence {
  const { key } = system
  const aggregate = `${key.home.service}.${key.name}`
  const columns = key.columns.map(({ name }) => name)
  const relation = [key.relation.schema, key.relation.name] as const
  const answer = ours.answerExistence({
    pool: system.referenced,
    home: 'fountain_split',
    keys: [{ aggregate, key: key.name, relation, columns }],
    authorize: () => 'allowed',
  })
  return new ours.HttpExistence({
    url: 'http://playwrights.test',
    keys: [{ aggregate, columns }],
    fetch: (input, init) => answer(new Request(input as string, init)),
  })
}

/** Looks into the register itself. */
export function askDirectly(system: SplitSystem): ours.RegisterExistence {
  const { key } = system
  const columns = key.columns.map(({ name }) => name)
  const keys = [{ aggregate: `${key.home.service}.${key.name}`, key: key.name, columns }]
  return new ours.RegisterExistence({ pool: system.referenced, home: 'fountain_split', keys })
}
