import pg from 'pg'
import { groupBy } from '../../core/group.ts'
import { addNativeKeys } from '../../emit/reference-sql/native-key-sql.ts'
import { createRefuse } from '../../emit/reference-sql/hold-sql.ts'
import { asOwner, createHome, createRoles } from '../../emit/reference-sql/home-sql.ts'
import type {
  KeyColumn,
  NativeReference,
  ReferencedKey,
  ReplicatedKey,
  ServiceHome,
} from '../../emit/reference-sql/reference-value.ts'
import { createPublishing, createReferencedKeys } from '../../emit/reference-sql/referenced-side.ts'
import { createReceiving, createReplicatedKey } from '../../emit/reference-sql/referencing-side.ts'
import { statements } from '../../print/sql.ts'
import type { ScratchDatabase, ScratchServer } from '../scratch/scratch-server.ts'

/** `name type`, with what a test wants otherwise. */
export function column(name: string, type = 'integer', more: Partial<KeyColumn> = {}): KeyColumn {
  const base = type.replace(/\(.*\)/, '')
  return { name, type, base, deterministic: true, nullable: false, ...more }
}

export function homeOf(service: string): ServiceHome {
  const role = (what: string) => `${service}_${what}`
  return {
    service,
    schema: 'fountain_split',
    ownerRole: role('split_owner'),
    serviceRole: role('service'),
    runtimeRole: role('runtime'),
  }
}

export const playwrights = homeOf('playwrights')
export const scripts = homeOf('scripts')

export function referencedKey(more: Partial<ReferencedKey> = {}): ReferencedKey {
  return {
    home: playwrights,
    name: 'playwright_id',
    relation: { schema: 'public', name: 'playwright' },
    columns: [column('id')],
    partitioned: false,
    partitions: [],
    rowSecurity: false,
    changesUnnamed: false,
    refusals: [],
    referencing: ['script'],
    ...more,
  }
}

export function nativeReference(more: Partial<NativeReference> = {}): NativeReference {
  return {
    constraint: 'script_playwright_id_fkey',
    relation: { schema: 'public', name: 'script' },
    rowSecurity: false,
    columns: [{ from: 'playwright_id', to: 'id' }],
    onDelete: 'cascade',
    onDeleteColumns: [],
    onUpdate: 'cascade',
    match: 'simple',
    deferrable: 'no',
    validated: true,
    toCheck: false,
    indexed: false,
    partitioned: false,
    ...more,
  }
}

/** `guarded`: no foreign key checks the references, and there is no replica. */
export function replicatedKey(
  key: ReferencedKey,
  references: readonly NativeReference[],
  guarded = false,
): ReplicatedKey {
  return {
    home: scripts,
    name: `${key.home.service}_${key.name}`,
    source: { service: key.home.service, relation: key.relation, key: key.name },
    columns: key.columns,
    ...(guarded ? { references: [], guarded: references, stateOnly: true } : { references }),
  }
}

/** The referenced service's database, made of the user's SQL and ours. */
export async function makeReferenced(
  server: ScratchServer,
  sql: string,
  keys: readonly ReferencedKey[],
): Promise<ScratchDatabase> {
  const home = keys[0]!.home
  const ours = statements([
    createRoles(home),
    ...createHome(home),
    ...createPublishing(home),
    ...[...groupBy(keys, ({ relation }) => JSON.stringify(relation)).values()].flatMap(createReferencedKeys),
  ])
  return make(server, home.service, sql, ours)
}

/** The referencing service's. */
export async function makeReferencing(
  server: ScratchServer,
  sql: string,
  keys: readonly ReplicatedKey[],
  mutate = (ours: string): string => ours,
): Promise<ScratchDatabase> {
  const home = keys[0]!.home
  const ours = statements([
    createRoles(home),
    ...createHome(home),
    ...createReceiving(home),
    ...(keys.some(({ guarded = [] }) => guarded.length > 0) ? asOwner(home, createRefuse(home)) : []),
    ...keys.flatMap(createReplicatedKey),
    ...keys.flatMap(addNativeKeys),
  ])
  return make(server, home.service, sql, mutate(ours))
}

async function make(server: ScratchServer, name: string, theirs: string, ours: string): Promise<ScratchDatabase> {
  const database = await server.createDatabase(name)
  await withClient(database.url, async (client) => {
    await client.query(theirs)
    await client.query(ours)
  })
  return database
}

export async function withClient<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client(url)
  client.on('error', () => {})
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

/** The major version of a server: 15, 18. */
export function majorVersion({ url }: Pick<ScratchServer, 'url'>): Promise<number> {
  return withClient(`${url}/postgres`, async (client) => {
    const { rows } = await client.query(`SELECT current_setting('server_version_num')::int / 10000 AS version`)
    return rows[0].version as number
  })
}
