import type { CatalogQuery } from './catalog-record.ts'
import { aclOf, collationOf, sorted, userSchema } from './sql-pieces.ts'

const tablespace = (oid: string) => `(SELECT spcname FROM pg_tablespace WHERE oid = ${oid})`

/** What a column is part of: a relation or view, or a composite type. */
const holder = `CASE c.relkind WHEN 'c' THEN 'pg_type:' || c.reltype ELSE 'pg_class:' || c.oid END`

const relations = `
SELECT 'pg_class:' || c.oid AS address, 'relation' AS kind, n.nspname AS schema, c.relname AS name,
  json_strip_nulls(json_build_object(
    'form', c.relkind, 'persistence', c.relpersistence, 'partitionKey', pg_get_partkeydef(c.oid),
    'options', ${sorted('c.reloptions')},
    'toastOptions', (SELECT ${sorted('t.reloptions')} FROM pg_class t WHERE t.oid = c.reltoastrelid),
    'rowSecurity', c.relrowsecurity, 'forceRowSecurity', c.relforcerowsecurity,
    'replicaIdentity', c.relreplident,
    'replicaIndex', (SELECT ic.relname FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
      WHERE i.indrelid = c.oid AND i.indisreplident),
    'clusteredOn', (SELECT ic.relname FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
      WHERE i.indrelid = c.oid AND i.indisclustered),
    'ofType', CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END,
    'accessMethod', (SELECT amname FROM pg_am WHERE oid = c.relam), 'tablespace', ${tablespace('c.reltablespace')},
    'server', (SELECT s.srvname FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver
      WHERE f.ftrelid = c.oid),
    'serverOptions', (SELECT ${sorted('f.ftoptions')} FROM pg_foreign_table f WHERE f.ftrelid = c.oid)
  )) AS definition, c.relowner AS owner, ${aclOf('r', 'c.relacl', 'c.relowner')} AS acl
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND ${userSchema}`

/** Options called pg_… are some servers' own bookkeeping, different in every database; pg_dump leaves them out too. */
const ownOptions = `(SELECT array_agg(o ORDER BY o COLLATE "C") FROM unnest(a.attoptions) o WHERE o NOT LIKE 'pg\\_%')`

const columns = `
SELECT 'pg_class:' || c.oid || ':' || a.attnum AS address, 'column' AS kind, n.nspname AS of_schema,
  c.relname AS of_name, n.nspname AS schema, a.attname AS name,
  json_strip_nulls(json_build_object(
    'type', format_type(a.atttypid, a.atttypmod), 'collation', ${collationOf('a.attcollation', 'a.atttypid')},
    'notNull', a.attnotnull, 'identity', nullif(a.attidentity, ''),
    'storage', CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END,
    'compression', nullif(a.attcompression, ''), 'statistics', CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END,
    'options', ${ownOptions}, 'serverOptions', ${sorted('a.attfdwoptions')},
    'local', a.attislocal, 'inherited', nullif(a.attinhcount, 0)
  )) AS definition, ARRAY[${holder}] AS of,
  ${aclOf('c', 'a.attacl', 'c.relowner')} AS acl
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c') AND a.attnum > 0 AND NOT a.attisdropped AND ${userSchema}`

/** Compared among the columns that both sides have, so that a column that is missing is not told twice. */
const columnOrders = `
SELECT 'order:' || c.oid AS address, 'column-order' AS kind, n.nspname AS schema, c.relname AS name,
  json_agg(a.attname ORDER BY a.attnum) AS definition, ARRAY[${holder}] AS of
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'c') AND a.attnum > 0 AND NOT a.attisdropped AND ${userSchema}
GROUP BY c.oid, c.relkind, c.reltype, n.nspname, c.relname`

const defaults = `
SELECT 'pg_attrdef:' || d.oid AS address, 'default' AS kind, n.nspname AS of_schema, c.relname AS of_name,
  n.nspname AS schema, a.attname AS name,
  json_strip_nulls(json_build_object('expression', pg_get_expr(d.adbin, d.adrelid),
    'generated', nullif(a.attgenerated, ''))) AS definition,
  ARRAY['pg_class:' || c.oid || ':' || a.attnum] AS of
FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
JOIN pg_class c ON c.oid = d.adrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE ${userSchema}`

/** Foreign keys that a partition has from its parent, or that stand for a referenced partition, follow from the parent's. */
const constraints = `
SELECT 'pg_constraint:' || k.oid AS address, CASE k.contype WHEN 'f' THEN 'foreign-key' ELSE 'constraint' END AS kind,
  n.nspname AS of_schema, coalesce(c.relname, t.typname) AS of_name, n.nspname AS schema, k.conname AS name,
  json_strip_nulls(json_build_object(
    'definition', pg_get_constraintdef(k.oid), 'validated', k.convalidated, 'deferrable', k.condeferrable,
    'deferred', k.condeferred, 'noInherit', k.connoinherit, 'local', k.conislocal, 'inherited', nullif(k.coninhcount, 0),
    'index', CASE WHEN k.contype IN ('p', 'u', 'x') THEN pg_get_indexdef(k.conindid) END,
    'tablespace', CASE WHEN k.contype IN ('p', 'u', 'x') THEN ${tablespace('i.reltablespace')} END
  )) AS definition,
  array_remove(ARRAY[CASE WHEN c.oid IS NOT NULL THEN 'pg_class:' || c.oid ELSE 'pg_type:' || t.oid END,
    CASE WHEN k.conparentid <> 0 THEN 'pg_constraint:' || k.conparentid END], NULL) AS of
FROM pg_constraint k LEFT JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_type t ON t.oid = k.contypid
LEFT JOIN pg_class i ON i.oid = k.conindid
JOIN pg_namespace n ON n.oid = coalesce(c.relnamespace, t.typnamespace)
WHERE k.contype IN ('c', 'p', 'u', 'x', 'f') AND NOT (k.contype = 'f' AND k.conparentid <> 0) AND ${userSchema}`

const inheritance = `
SELECT 'inherits:' || h.inhrelid || ':' || h.inhparent AS address, 'inherits' AS kind, n.nspname AS schema,
  c.relname AS name, pn.nspname AS of_schema, p.relname AS of_name,
  json_strip_nulls(json_build_object('bound', pg_get_expr(c.relpartbound, c.oid),
    'detaching', nullif(h.inhdetachpending, false))) AS definition,
  ARRAY['pg_class:' || c.oid, 'pg_class:' || p.oid] AS of
FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND ${userSchema}`

/** Those of constraints are told with their constraint. */
const indexes = `
SELECT 'pg_class:' || c.oid AS address, 'index' AS kind, n.nspname AS schema, c.relname AS name,
  json_strip_nulls(json_build_object('definition', pg_get_indexdef(c.oid), 'valid', i.indisvalid,
    'tablespace', ${tablespace('c.reltablespace')},
    'statistics', (SELECT json_agg(a.attnum || '=' || a.attstattarget ORDER BY a.attnum) FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attstattarget >= 0))) AS definition,
  array_remove(ARRAY['pg_class:' || i.indrelid,
    (SELECT 'pg_class:' || h.inhparent FROM pg_inherits h WHERE h.inhrelid = c.oid)], NULL) AS of
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE ${userSchema}
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))`

const views = `
SELECT 'pg_class:' || c.oid AS address, 'view' AS kind, n.nspname AS schema, c.relname AS name,
  json_strip_nulls(json_build_object('form', c.relkind, 'query', pg_get_viewdef(c.oid),
    'options', ${sorted('c.reloptions')}, 'persistence', c.relpersistence, 'populated', c.relispopulated,
    'accessMethod', (SELECT amname FROM pg_am WHERE oid = c.relam), 'tablespace', ${tablespace('c.reltablespace')}
  )) AS definition, c.relowner AS owner, ${aclOf('r', 'c.relacl', 'c.relowner')} AS acl
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm') AND ${userSchema}`

export const relationQueries: readonly CatalogQuery[] = [
  { shape: 'whole', sql: relations },
  { shape: 'whole', sql: views },
  { shape: 'part', sql: columns },
  { shape: 'whole', sql: columnOrders },
  { shape: 'part', sql: defaults },
  { shape: 'part', sql: constraints },
  { shape: 'pair', sql: inheritance },
  { shape: 'whole', sql: indexes },
]
