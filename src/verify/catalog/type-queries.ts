import type { CatalogQuery } from './catalog-record.ts'
import { aclOf, collationOf, madeByType, userOid, userSchema } from './sql-pieces.ts'

/** A support function by its full signature, null where there is none. */
const routine = (oid: string) => `CASE WHEN ${oid} <> 0 THEN ${oid}::regprocedure::text END`

const typeDefinition = `json_strip_nulls(json_build_object('form', t.typtype, 'defined', t.typisdefined,
  'labels', (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
  'base', CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END,
  'notNull', CASE WHEN t.typtype = 'd' THEN t.typnotnull END, 'default', t.typdefault,
  'collation', CASE WHEN t.typtype = 'd' THEN ${collationOf('t.typcollation', 't.typbasetype')} END,
  'range', (SELECT json_build_object('subtype', format_type(r.rngsubtype, NULL), 'collation', r.rngcollation::regcollation::text,
      'operatorClass', (SELECT cn.nspname || '.' || oc.opcname FROM pg_opclass oc
        JOIN pg_namespace cn ON cn.oid = oc.opcnamespace WHERE oc.oid = r.rngsubopc),
      'canonical', ${routine('r.rngcanonical::oid')}, 'difference', ${routine('r.rngsubdiff::oid')},
      'multirange', r.rngmultitypid::regtype::text) FROM pg_range r WHERE r.rngtypid = t.oid),
  'functions', CASE WHEN t.typtype = 'b' AND t.typisdefined THEN json_build_array(${[
    'typinput',
    'typoutput',
    'typreceive',
    'typsend',
    'typmodin',
    'typmodout',
    'typanalyze',
    'typsubscript',
  ]
    .map((name) => routine(`t.${name}::oid`))
    .join(', ')}) END,
  'layout', CASE WHEN t.typtype = 'b' AND t.typisdefined THEN json_build_array(t.typlen, t.typbyval, t.typalign, t.typstorage,
    t.typcategory, t.typispreferred, t.typdelim, CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END) END))`

const types = `
SELECT 'pg_type:' || t.oid AS address, 'type' AS kind, n.nspname AS schema, t.typname AS name,
  ${typeDefinition} AS definition, t.typowner AS owner, ${aclOf('T', 't.typacl', 't.typowner')} AS acl
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE t.typtype IN ('b', 'c', 'd', 'e', 'p', 'r') AND (c.oid IS NULL OR c.relkind = 'c') AND ${userSchema}
  AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)`

const casts = `
SELECT 'pg_cast:' || k.oid AS address, 'cast' AS kind, '' AS schema,
  '(' || format_type(k.castsource, NULL) || ' AS ' || format_type(k.casttarget, NULL) || ')' AS name,
  json_strip_nulls(json_build_object('method', k.castmethod, 'context', k.castcontext,
    'function', ${routine('k.castfunc')})) AS definition, ${madeByType('pg_cast', 'k.oid')} AS of
FROM pg_cast k WHERE k.oid >= ${userOid}`

const collations = `
SELECT 'pg_collation:' || c.oid AS address, 'collation' AS kind, n.nspname AS schema, c.collname AS name,
  to_jsonb(c) - ARRAY['oid', 'collname', 'collnamespace', 'collowner', 'collversion'] AS definition, c.collowner AS owner
FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE ${userSchema}`

const conversions = `
SELECT 'pg_conversion:' || c.oid AS address, 'conversion' AS kind, n.nspname AS schema, c.conname AS name,
  json_build_object('from', pg_encoding_to_char(c.conforencoding), 'to', pg_encoding_to_char(c.contoencoding),
    'function', ${routine('c.conproc::oid')}, 'default', c.condefault) AS definition, c.conowner AS owner
FROM pg_conversion c JOIN pg_namespace n ON n.oid = c.connamespace
WHERE ${userSchema}`

export const typeQueries: readonly CatalogQuery[] = [
  { shape: 'whole', sql: types },
  { shape: 'verbatim', sql: casts },
  { shape: 'whole', sql: collations },
  { shape: 'whole', sql: conversions },
]
