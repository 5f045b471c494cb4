import type { CatalogQuery } from './catalog-record.ts'
import { aclOf, sorted, userOid, userSchema } from './sql-pieces.ts'

const schemas = `
SELECT 'pg_namespace:' || n.oid AS address, 'schema' AS kind, '' AS schema, n.nspname AS name,
  '{}'::json AS definition, n.nspowner AS owner, ${aclOf('n', 'n.nspacl', 'n.nspowner')} AS acl
FROM pg_namespace n WHERE ${userSchema}`

/** plpgsql is in every database. Its members are left out everywhere, so its version stands for them. */
const extensions = `
SELECT 'pg_extension:' || e.oid AS address, 'extension' AS kind, '' AS schema, e.extname AS name,
  json_build_object('schema', n.nspname, 'version', e.extversion) AS definition, e.extowner AS owner
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace`

const languages = `
SELECT 'pg_language:' || l.oid AS address, 'language' AS kind, '' AS schema, l.lanname AS name,
  json_build_object('trusted', l.lanpltrusted, 'handler', l.lanplcallfoid::regprocedure::text,
    'inline', l.laninline::regprocedure::text, 'validator', l.lanvalidator::regprocedure::text) AS definition,
  l.lanowner AS owner, ${aclOf('l', 'l.lanacl', 'l.lanowner')} AS acl
FROM pg_language l WHERE l.oid >= ${userOid}`

const accessMethods = `
SELECT 'pg_am:' || m.oid AS address, 'access-method' AS kind, '' AS schema, m.amname AS name,
  json_build_object('type', m.amtype, 'handler', m.amhandler::oid::regprocedure::text) AS definition
FROM pg_am m WHERE m.oid >= ${userOid}`

const transforms = `
SELECT 'pg_transform:' || t.oid AS address, 'transform' AS kind, '' AS schema,
  format('for %s language %I', format_type(t.trftype, NULL), l.lanname) AS name,
  json_build_object('from', CASE WHEN t.trffromsql::oid <> 0 THEN t.trffromsql::oid::regprocedure::text END,
    'to', CASE WHEN t.trftosql::oid <> 0 THEN t.trftosql::oid::regprocedure::text END) AS definition
FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang WHERE t.oid >= ${userOid}`

const eventTriggers = `
SELECT 'pg_event_trigger:' || e.oid AS address, 'event-trigger' AS kind, '' AS schema, e.evtname AS name,
  json_build_object('event', e.evtevent, 'enabled', e.evtenabled, 'function', e.evtfoid::regprocedure::text,
    'tags', ${sorted('e.evttags')}) AS definition, e.evtowner AS owner
FROM pg_event_trigger e`

const publications = `
SELECT 'pg_publication:' || p.oid AS address, 'publication' AS kind, '' AS schema, p.pubname AS name,
  to_jsonb(p) - ARRAY['oid', 'pubname', 'pubowner'] AS definition, p.pubowner AS owner
FROM pg_publication p`

const publishedRelations = `
SELECT 'pg_publication_rel:' || r.oid AS address, 'publication-relation' AS kind, '' AS schema, p.pubname AS name,
  n.nspname AS of_schema, c.relname AS of_name,
  json_strip_nulls(json_build_object('where', pg_get_expr(r.prqual, r.prrelid),
    'columns', (SELECT json_agg(a.attname ORDER BY a.attname COLLATE "C") FROM unnest(r.prattrs) u(number)
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.number))) AS definition,
  ARRAY['pg_publication:' || p.oid, 'pg_class:' || c.oid] AS of
FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid JOIN pg_class c ON c.oid = r.prrelid
JOIN pg_namespace n ON n.oid = c.relnamespace`

const publishedSchemas = `
SELECT 'pg_publication_namespace:' || r.oid AS address, 'publication-schema' AS kind, '' AS schema, p.pubname AS name,
  '' AS of_schema, n.nspname AS of_name, '{}'::json AS definition,
  ARRAY['pg_publication:' || p.oid, 'pg_namespace:' || n.oid] AS of
FROM pg_publication_namespace r JOIN pg_publication p ON p.oid = r.pnpubid JOIN pg_namespace n ON n.oid = r.pnnspid`

const subscriptions = `
SELECT 'pg_subscription:' || s.oid AS address, 'subscription' AS kind, '' AS schema, s.subname AS name,
  json_build_object('enabled', s.subenabled, 'slot', s.subslotname, 'publications', ${sorted('s.subpublications')}) AS definition,
  s.subowner AS owner
FROM pg_subscription s WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())`

const defaultPrivileges = `
SELECT 'pg_default_acl:' || d.oid || ':' || x.grantee AS address, 'default-privileges' AS kind, '' AS schema,
  r.rolname AS name, coalesce(n.nspname, '') AS of_schema,
  CASE d.defaclobjtype WHEN 'r' THEN 'relations' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'routines' WHEN 'T' THEN 'types'
    WHEN 'n' THEN 'schemas' ELSE d.defaclobjtype::text END AS of_name,
  CASE WHEN x.grantee = 0 THEN NULL ELSE pg_get_userbyid(x.grantee) END AS grantee,
  json_agg(x.privilege_type || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
    ORDER BY x.privilege_type) AS definition,
  CASE WHEN n.oid IS NOT NULL THEN ARRAY['pg_namespace:' || n.oid] ELSE ARRAY[]::text[] END AS of
FROM pg_default_acl d JOIN pg_roles r ON r.oid = d.defaclrole LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
CROSS JOIN LATERAL aclexplode(d.defaclacl) x
GROUP BY d.oid, x.grantee, r.rolname, n.oid, n.nspname, d.defaclobjtype`

export const databaseQueries: readonly CatalogQuery[] = [
  { shape: 'whole', sql: schemas },
  { shape: 'whole', sql: extensions },
  { shape: 'whole', sql: languages },
  { shape: 'whole', sql: accessMethods },
  { shape: 'verbatim', sql: transforms },
  { shape: 'whole', sql: eventTriggers },
  { shape: 'whole', sql: publications },
  { shape: 'pair', sql: publishedRelations },
  { shape: 'pair', sql: publishedSchemas },
  { shape: 'whole', sql: subscriptions },
  { shape: 'default-privileges', sql: defaultPrivileges },
]
