import type { ClientBase } from 'pg'
import { userSchema } from '../catalog/sql-pieces.ts'

/** Something in a database on which there are rights; no part of an extension. */
export interface Thing {
  readonly kind: 'relation' | 'sequence' | 'routine' | 'schema'
  readonly schema: string
  /** Plain, without its schema. */
  readonly name: string
  /** As SQL names it, with the types of arguments. */
  readonly identity: string
  readonly isMaterialized: boolean
  /** The sequence of an identity column. */
  readonly isIdentity: boolean
  /** By role, of those that were asked about. */
  readonly rights: ReadonlyMap<string, Rights>
}

export interface Rights {
  /** Had by whoever has what everybody has, a way into the schema included. */
  readonly usable: readonly string[]
  /** Had by the role itself, or by one of which it is a member, whatever everybody has. */
  readonly given: readonly string[]
  /** On a relation or sequence as a whole, not only on some of its columns; on routines and schemas all that are had. */
  readonly whole: readonly string[]
}

type Row = Omit<Thing, 'rights'> & Rights & { readonly role: string }

const ofExtension = (catalog: string, oid: string, ...kinds: readonly string[]) =>
  `EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.deptype IN (${kinds.map((kind) => `'${kind}'`).join(', ')}))`

/** Rights of each kind, and how they are asked for: of a role, or of everybody. */
const had = (role: string) => `CASE t.kind
    WHEN 'relation' THEN CASE WHEN r.columns THEN has_any_column_privilege(${role}, t.oid, r.name) ELSE has_table_privilege(${role}, t.oid, r.name) END
    WHEN 'sequence' THEN has_sequence_privilege(${role}, t.oid, r.name)
    WHEN 'routine' THEN has_function_privilege(${role}, t.oid, r.name)
    ELSE has_schema_privilege(${role}, t.oid, r.name)
  END`

const everything = `
  WITH asked AS MATERIALIZED (SELECT oid, rolname FROM pg_roles WHERE rolname = ANY ($1)),
  place AS MATERIALIZED (SELECT n.oid, n.nspname, n.nspacl FROM pg_namespace AS n WHERE ${userSchema}),
  "right" (kind, name, columns) AS (
    VALUES ('relation', 'SELECT', true), ('relation', 'INSERT', true), ('relation', 'UPDATE', true), ('relation', 'REFERENCES', true),
           ('relation', 'DELETE', false), ('relation', 'TRUNCATE', false), ('relation', 'TRIGGER', false),
           ('sequence', 'SELECT', false), ('sequence', 'USAGE', false), ('sequence', 'UPDATE', false),
           ('routine', 'EXECUTE', false), ('schema', 'USAGE', false), ('schema', 'CREATE', false)
  ),
  thing AS MATERIALIZED (
    SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'relation' END AS kind, c.oid, n.oid AS schema, n.nspname, c.relname AS name,
           c.oid::regclass::text AS identity, c.relkind = 'm' AS materialized, c.relacl AS acl,
           c.relkind = 'S' AND ${ofExtension('pg_class', 'c.oid', 'i')} AS identities
      FROM pg_class AS c JOIN place AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT ${ofExtension('pg_class', 'c.oid', 'e')}
    UNION ALL
    SELECT 'routine', p.oid, n.oid, n.nspname, p.proname, p.oid::regprocedure::text, false, p.proacl, false
      FROM pg_proc AS p JOIN place AS n ON n.oid = p.pronamespace
     WHERE NOT ${ofExtension('pg_proc', 'p.oid', 'e', 'i')}
    UNION ALL
    SELECT 'schema', n.oid, n.oid, n.nspname, n.nspname, n.oid::regnamespace::text, false, n.nspacl, false FROM place AS n
  ),
  held AS (
    SELECT t.*, o.rolname AS role, o.oid AS asked, r.name AS "right",
           CASE WHEN t.kind = 'relation' THEN has_table_privilege(o.oid, t.oid, r.name) ELSE true END AS whole,
           ${had("'public'")} AS everybodys
      FROM thing AS t JOIN "right" AS r ON r.kind = t.kind CROSS JOIN asked AS o
     WHERE ${had('o.oid')}
  )
  SELECT t.kind, t.nspname AS schema, t.name, t.identity, t.materialized AS "isMaterialized", t.identities AS "isIdentity", o.rolname AS role,
         coalesce(array_agg(h."right" ORDER BY h."right") FILTER (WHERE h.oid IS NOT NULL AND has_schema_privilege(o.oid, t.schema, 'USAGE')), '{}') AS usable,
         coalesce(array_agg(h."right" ORDER BY h."right") FILTER (WHERE NOT h.everybodys
           OR EXISTS (SELECT FROM aclexplode(h.acl) AS x WHERE x.grantee = o.oid AND x.privilege_type = h."right")), '{}') AS given,
         coalesce(array_agg(h."right" ORDER BY h."right") FILTER (WHERE h.whole), '{}') AS whole
    FROM thing AS t CROSS JOIN asked AS o LEFT JOIN held AS h ON h.kind = t.kind AND h.oid = t.oid AND h.asked = o.oid
   GROUP BY t.kind, t.nspname, t.oid, t.schema, t.name, t.identity, t.materialized, t.identities, o.oid, o.rolname
   ORDER BY t.kind, t.nspname, t.identity, o.rolname`

/** Everything in a database, in the order of kinds and names, with what each of the roles may do with it. */
export async function readThings(client: ClientBase, roles: readonly string[]): Promise<readonly Thing[]> {
  // Names are told with their schemas.
  await client.query(`SET search_path = ''; SET jit = off`)
  const { rows } = await client.query<Row>(everything, [roles])
  const things = new Map<string, Thing & { readonly rights: Map<string, Rights> }>()
  for (const { role, usable, given, whole, ...thing } of rows) {
    const id = `${thing.kind} ${thing.identity}`
    const known = things.get(id) ?? { ...thing, rights: new Map<string, Rights>() }
    things.set(id, known)
    known.rights.set(role, { usable, given, whole })
  }
  return [...things.values()]
}
