import type { CatalogQuery } from './catalog-record.ts'
import { userSchema } from './sql-pieces.ts'

const configurations = `
SELECT 'pg_ts_config:' || c.oid AS address, 'text-search-configuration' AS kind, n.nspname AS schema, c.cfgname AS name,
  json_build_object('parser', (SELECT pn.nspname || '.' || p.prsname FROM pg_ts_parser p
      JOIN pg_namespace pn ON pn.oid = p.prsnamespace WHERE p.oid = c.cfgparser),
    'mappings', (SELECT json_agg(concat_ws(' ', t.alias, m.mapdict::regdictionary) ORDER BY t.alias, m.mapseqno)
      FROM pg_ts_config_map m JOIN ts_token_type(c.cfgparser) t ON t.tokid = m.maptokentype
      WHERE m.mapcfg = c.oid)) AS definition, c.cfgowner AS owner
FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace
WHERE ${userSchema}`

const dictionaries = `
SELECT 'pg_ts_dict:' || d.oid AS address, 'text-search-dictionary' AS kind, n.nspname AS schema, d.dictname AS name,
  json_build_object('template', (SELECT tn.nspname || '.' || t.tmplname FROM pg_ts_template t
      JOIN pg_namespace tn ON tn.oid = t.tmplnamespace WHERE t.oid = d.dicttemplate),
    'options', d.dictinitoption) AS definition, d.dictowner AS owner
FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace
WHERE ${userSchema}`

const functions = (columns: readonly string[]) =>
  `json_build_array(${columns.map((c) => `CASE WHEN ${c}::oid <> 0 THEN ${c}::oid::regprocedure::text END`).join(', ')})`

const parsers = `
SELECT 'pg_ts_parser:' || p.oid AS address, 'text-search-parser' AS kind, n.nspname AS schema, p.prsname AS name,
  ${functions(['p.prsstart', 'p.prstoken', 'p.prsend', 'p.prsheadline', 'p.prslextype'])} AS definition
FROM pg_ts_parser p JOIN pg_namespace n ON n.oid = p.prsnamespace
WHERE ${userSchema}`

const templates = `
SELECT 'pg_ts_template:' || t.oid AS address, 'text-search-template' AS kind, n.nspname AS schema, t.tmplname AS name,
  ${functions(['t.tmplinit', 't.tmpllexize'])} AS definition
FROM pg_ts_template t JOIN pg_namespace n ON n.oid = t.tmplnamespace
WHERE ${userSchema}`

export const textSearchQueries: readonly CatalogQuery[] = [
  { shape: 'whole', sql: configurations },
  { shape: 'whole', sql: dictionaries },
  { shape: 'whole', sql: parsers },
  { shape: 'whole', sql: templates },
]
