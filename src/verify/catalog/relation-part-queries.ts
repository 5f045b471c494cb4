import type { CatalogQuery } from './catalog-record.ts'
import { aclOf, userSchema } from './sql-pieces.ts'

const triggers = `
SELECT 'pg_trigger:' || g.oid AS address, 'trigger' AS kind, n.nspname AS of_schema, c.relname AS of_name,
  n.nspname AS schema, g.tgname AS name,
  json_build_object('definition', pg_get_triggerdef(g.oid), 'enabled', g.tgenabled) AS definition,
  array_remove(ARRAY['pg_class:' || c.oid, CASE WHEN g.tgparentid <> 0 THEN 'pg_trigger:' || g.tgparentid END], NULL) AS of
FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT g.tgisinternal AND ${userSchema}`

const rules = `
SELECT 'pg_rewrite:' || r.oid AS address, 'rule' AS kind, n.nspname AS of_schema, c.relname AS of_name,
  n.nspname AS schema, r.rulename AS name,
  json_build_object('definition', pg_get_ruledef(r.oid), 'enabled', r.ev_enabled) AS definition,
  ARRAY['pg_class:' || c.oid] AS of
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT (r.rulename = '_RETURN' AND c.relkind IN ('v', 'm')) AND ${userSchema}`

const policies = `
SELECT 'pg_policy:' || p.oid AS address, 'policy' AS kind, n.nspname AS of_schema, c.relname AS of_name,
  n.nspname AS schema, p.polname AS name,
  json_strip_nulls(json_build_object('command', p.polcmd, 'permissive', p.polpermissive,
    'roles', (SELECT json_agg(CASE WHEN r = 0 THEN 'PUBLIC' ELSE r::regrole::text END
      ORDER BY CASE WHEN r = 0 THEN 'PUBLIC' ELSE r::regrole::text END COLLATE "C") FROM unnest(p.polroles) r),
    'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))) AS definition,
  ARRAY['pg_class:' || c.oid] AS of
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE ${userSchema}`

/** A sequence behind an identity column is part of the column; one that is only owned stands alone. */
const sequences = `
SELECT 'pg_class:' || c.oid AS address, 'sequence' AS kind, n.nspname AS schema, c.relname AS name,
  json_build_object('type', format_type(s.seqtypid, NULL), 'start', s.seqstart::text, 'increment', s.seqincrement::text,
    'minimum', s.seqmin::text, 'maximum', s.seqmax::text, 'cache', s.seqcache::text, 'cycle', s.seqcycle,
    'persistence', c.relpersistence) AS definition,
  (SELECT ARRAY['pg_class:' || d.refobjid || ':' || d.refobjsubid] FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
      AND d.refobjsubid > 0 AND d.deptype = 'i') AS of,
  c.relowner AS owner, ${aclOf('s', 'c.relacl', 'c.relowner')} AS acl
FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE ${userSchema}`

const ownedSequences = `
SELECT 'owned:' || c.oid AS address, 'owned-by sequence' AS kind, n.nspname AS schema, c.relname AS name,
  json_build_object('column', tn.nspname || '.' || t.relname || '.' || a.attname) AS definition,
  ARRAY['pg_class:' || c.oid, 'pg_class:' || t.oid || ':' || a.attnum] AS of
FROM pg_depend d JOIN pg_class c ON c.oid = d.objid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
  AND d.deptype = 'a' AND c.relkind = 'S' AND ${userSchema}`

const statistics = `
SELECT 'pg_statistic_ext:' || s.oid AS address, 'statistics' AS kind, n.nspname AS schema, s.stxname AS name,
  json_strip_nulls(json_build_object('definition', pg_get_statisticsobjdef(s.oid),
    'target', CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END)) AS definition,
  ARRAY['pg_class:' || s.stxrelid] AS of, s.stxowner AS owner
FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
WHERE ${userSchema}`

export const relationPartQueries: readonly CatalogQuery[] = [
  { shape: 'part', sql: triggers },
  { shape: 'part', sql: rules },
  { shape: 'part', sql: policies },
  { shape: 'whole', sql: sequences },
  { shape: 'whole', sql: ownedSequences },
  { shape: 'whole', sql: statistics },
]
