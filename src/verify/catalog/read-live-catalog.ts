import type { ClientBase } from 'pg'
import * as keys from '../../core/object-key.ts'
import type { ObjectKey } from '../../core/object-key.ts'
import { sortByText } from '../../core/order.ts'
import type { AclItem, CatalogAddress, CatalogQuery, CatalogRecord, CatalogRow } from './catalog-record.ts'
import { databaseQueries } from './database-queries.ts'
import { foreignDataQueries } from './foreign-data-queries.ts'
import { relationPartQueries } from './relation-part-queries.ts'
import { relationQueries } from './relation-queries.ts'
import { routineQueries } from './routine-queries.ts'
import { textSearchQueries } from './text-search-queries.ts'
import { typeQueries } from './type-queries.ts'

const queries: readonly CatalogQuery[] = [
  ...databaseQueries,
  ...foreignDataQueries,
  ...typeQueries,
  ...textSearchQueries,
  ...routineQueries,
  ...relationQueries,
  ...relationPartQueries,
]

/** With an empty search_path every name is printed with its schema; the rest fixes how constants are printed. */
const canonicalSettings = `SET LOCAL search_path = ''; SET LOCAL quote_all_identifiers = off; SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL IntervalStyle = 'postgres'; SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex'; SET LOCAL xmlbinary = 'base64'`

/**
 * Everything that users made in the database of `client`, sorted by key, as data that is equal for equal databases:
 * schemas, relations and their parts, views, types, routines, …, with comments, rights and owners. What belongs to an
 * extension is left out, and so are rows, roles and temporary objects.
 *
 * Takes a snapshot in a transaction of its own: `client` must not be in one.
 */
export async function readCatalogObjects(client: ClientBase): Promise<CatalogRecord[]> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  try {
    return await readWithinTransaction(client)
  } finally {
    await client.query('ROLLBACK')
  }
}

/** The same as the transaction that `client` is in sees it; changes its settings up to its end. */
export async function readWithinTransaction(client: ClientBase): Promise<CatalogRecord[]> {
  await client.query(canonicalSettings)
  return sortByText(await readAll(client), (record) => record.key)
}

async function readAll(client: ClientBase): Promise<CatalogRecord[]> {
  const hidden = await readExtensionMembers(client)
  const rows: { row: CatalogRow; key: ObjectKey }[] = []
  for (const query of queries) {
    for (const row of (await client.query<CatalogRow>(query.sql)).rows) {
      if (hidden.has(row.address) || row.of?.some((address) => hidden.has(address))) hidden.add(row.address)
      else rows.push({ row, key: keyOf(query, row) })
    }
  }
  const keyAt = new Map<CatalogAddress, ObjectKey>(rows.map(({ row, key }) => [row.address, key]))
  const roles = await readRoles(client)
  const records: CatalogRecord[] = []
  for (const { row, key } of rows) {
    const of = (row.of ?? []).flatMap((address) => keyAt.get(address) ?? [])
    records.push(record(key, row.schema, row.definition, of))
    if (row.owner) records.push(record(keys.aboutKey('owner', key), row.schema, roles.get(row.owner), [key]))
    if (row.acl) records.push(...grants(key, row, roles))
  }
  for (const { address, text } of await readComments(client)) {
    const key = keyAt.get(address)
    if (key !== undefined) records.push(record(keys.aboutKey('comment', key), '', text, [key]))
  }
  return records
}

function record(key: ObjectKey, schema: string, definition: unknown, of: readonly ObjectKey[]): CatalogRecord {
  const space = key.indexOf(' ')
  const kind = key.slice(0, space)
  return { kind, schema, identity: key.slice(space + 1), key, definition: JSON.stringify(definition), of }
}

function keyOf({ shape }: CatalogQuery, row: CatalogRow): ObjectKey {
  const name = { schema: row.schema, name: row.name }
  const of = { schema: row.of_schema ?? '', name: row.of_name ?? '' }
  switch (shape) {
    case 'whole':
      return keys.wholeKey(row.kind, name)
    case 'part':
      return keys.partKey(row.kind, of, row.name)
    case 'pair':
      return keys.pairKey(row.kind, name, of)
    case 'routine':
      return keys.routineKey(name, row.types ?? '')
    case 'operator':
      return keys.operatorKey(name, row.types ?? '')
    case 'method':
      return keys.methodKey(row.kind, name, of.name)
    case 'default-privileges':
      return keys.defaultPrivilegesKey(row.name, of.schema, of.name, row.grantee ?? undefined)
    case 'verbatim':
      return `${row.kind} ${row.name}`
  }
}

/** One record a role: what it has beyond the rights that every new object gives, and what was taken of those. */
function grants(object: ObjectKey, row: CatalogRow, roles: ReadonlyMap<number, string>): CatalogRecord[] {
  const has = byGrantee(row.acl?.has)
  const first = byGrantee(row.acl?.first)
  const records: CatalogRecord[] = []
  for (const grantee of new Set([...has.keys(), ...first.keys()])) {
    const now = has.get(grantee) ?? new Set()
    const before = first.get(grantee) ?? new Set()
    const given = [...now].filter((right) => !before.has(right)).sort()
    const taken = [...before].filter((right) => !now.has(right)).sort()
    if (given.length + taken.length === 0) continue
    const key = keys.grantKey(object, grantee === 0 ? undefined : (roles.get(grantee) ?? String(grantee)))
    records.push(record(key, row.schema, { given, taken }, [object]))
  }
  return records
}

function byGrantee(items: readonly AclItem[] | null | undefined): Map<number, Set<string>> {
  const rights = new Map<number, Set<string>>()
  for (const [grantee, privilege, grantable] of items ?? []) {
    const set = rights.get(grantee) ?? new Set()
    rights.set(grantee, set.add(grantable ? `${privilege} WITH GRANT OPTION` : privilege))
  }
  return rights
}

async function readExtensionMembers(client: ClientBase): Promise<Set<CatalogAddress>> {
  const sql = `SELECT classid::regclass || ':' || objid AS address FROM pg_depend WHERE deptype = 'e'`
  return new Set((await client.query<{ address: string }>(sql)).rows.map((row) => row.address))
}

async function readRoles(client: ClientBase): Promise<Map<number, string>> {
  const { rows } = await client.query<{ oid: number; rolname: string }>('SELECT oid, rolname FROM pg_roles')
  return new Map(rows.map((row) => [row.oid, row.rolname]))
}

async function readComments(client: ClientBase): Promise<{ address: CatalogAddress; text: string }[]> {
  const sql = `SELECT classoid::regclass || ':' || objoid || CASE WHEN objsubid > 0 THEN ':' || objsubid ELSE '' END AS address,
    description AS text FROM pg_description WHERE objoid >= 16384 OR classoid = 'pg_namespace'::regclass`
  return (await client.query<{ address: string; text: string }>(sql)).rows
}
