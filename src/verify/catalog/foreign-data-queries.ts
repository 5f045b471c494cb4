import type { CatalogQuery } from './catalog-record.ts'
import { aclOf, sorted, userOid } from './sql-pieces.ts'

const routine = (oid: string) => `CASE WHEN ${oid} <> 0 THEN ${oid}::regprocedure::text END`

const wrappers = `
SELECT 'pg_foreign_data_wrapper:' || w.oid AS address, 'foreign-data-wrapper' AS kind, '' AS schema, w.fdwname AS name,
  json_strip_nulls(json_build_object('handler', ${routine('w.fdwhandler')}, 'validator', ${routine('w.fdwvalidator')},
    'options', ${sorted('w.fdwoptions')})) AS definition,
  w.fdwowner AS owner, ${aclOf('F', 'w.fdwacl', 'w.fdwowner')} AS acl
FROM pg_foreign_data_wrapper w WHERE w.oid >= ${userOid}`

const servers = `
SELECT 'pg_foreign_server:' || s.oid AS address, 'server' AS kind, '' AS schema, s.srvname AS name,
  json_strip_nulls(json_build_object('wrapper', w.fdwname, 'type', s.srvtype, 'version', s.srvversion,
    'options', ${sorted('s.srvoptions')})) AS definition,
  s.srvowner AS owner, ${aclOf('S', 's.srvacl', 's.srvowner')} AS acl
FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw`

/** The options may hold a password: they are compared, not shown. */
const userMappings = `
SELECT 'pg_user_mapping:' || m.umid AS address, 'user-mapping' AS kind, '' AS schema,
  format('%I for %s', m.srvname, CASE WHEN m.umuser = 0 THEN 'PUBLIC' ELSE quote_ident(m.usename) END) AS name,
  json_strip_nulls(json_build_object('options', md5(array_to_string(${sorted('m.umoptions')}, chr(10))))) AS definition,
  ARRAY['pg_foreign_server:' || m.srvid] AS of
FROM pg_user_mappings m`

export const foreignDataQueries: readonly CatalogQuery[] = [
  { shape: 'whole', sql: wrappers },
  { shape: 'whole', sql: servers },
  { shape: 'verbatim', sql: userMappings },
]
