import type { CatalogQuery } from './catalog-record.ts'
import { aclOf, madeByType, typeList, userSchema } from './sql-pieces.ts'

const routine = (oid: string) => `CASE WHEN ${oid}::oid <> 0 THEN ${oid}::oid::regprocedure::text END`
const operator = (oid: string) => `CASE WHEN ${oid}::oid <> 0 THEN ${oid}::oid::regoperator::text END`
const type = (oid: string) => `CASE WHEN ${oid} = 0 THEN 'NONE' ELSE format_type(${oid}, NULL) END`

const routines = `
SELECT 'pg_proc:' || p.oid AS address, 'routine' AS kind, n.nspname AS schema, p.proname AS name,
  ${typeList('p.proargtypes')} AS types,
  CASE p.prokind WHEN 'a' THEN json_strip_nulls(json_build_object('form', 'aggregate',
      'arguments', pg_get_function_arguments(p.oid), 'result', pg_get_function_result(p.oid), 'parallel', p.proparallel,
      'aggregate', a.aggkind, 'direct', a.aggnumdirectargs,
      'functions', json_build_array(${[
        'aggtransfn',
        'aggfinalfn',
        'aggcombinefn',
        'aggserialfn',
        'aggdeserialfn',
        'aggmtransfn',
        'aggminvtransfn',
        'aggmfinalfn',
      ]
        .map((name) => routine(`a.${name}`))
        .join(', ')}),
      'extra', json_build_array(a.aggfinalextra, a.aggmfinalextra, a.aggfinalmodify, a.aggmfinalmodify),
      'sort', ${operator('a.aggsortop')},
      'state', json_build_array(format_type(a.aggtranstype, NULL), a.aggtransspace, a.agginitval),
      'moving', CASE WHEN a.aggmtranstype <> 0 THEN
        json_build_array(format_type(a.aggmtranstype, NULL), a.aggmtransspace, a.aggminitval) END))
    ELSE json_build_object('form', p.prokind, 'definition', pg_get_functiondef(p.oid)) END AS definition,
  ${madeByType('pg_proc', 'p.oid')} AS of, p.proowner AS owner, ${aclOf('f', 'p.proacl', 'p.proowner')} AS acl
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
WHERE ${userSchema}`

const operators = `
SELECT 'pg_operator:' || o.oid AS address, 'operator' AS kind, n.nspname AS schema, o.oprname AS name,
  ${type('o.oprleft')} || ', ' || ${type('o.oprright')} AS types,
  json_strip_nulls(json_build_object('result', ${type('o.oprresult')}, 'function', ${routine('o.oprcode')},
    'commutator', ${operator('o.oprcom')}, 'negator', ${operator('o.oprnegate')},
    'restrict', ${routine('o.oprrest')}, 'join', ${routine('o.oprjoin')},
    'merges', o.oprcanmerge, 'hashes', o.oprcanhash)) AS definition, o.oprowner AS owner
FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
WHERE o.oprcode <> 0 AND ${userSchema}`

/** Operators and functions of the access method that came with a class or were added to a family loosely. */
const members = (holder: string, catalog: string) => `(SELECT json_agg(m.member ORDER BY m.member COLLATE "C") FROM (
    SELECT concat_ws(' ', 'operator', o.amopstrategy, o.amopopr::regoperator, o.amoppurpose,
      (SELECT f.opfname FROM pg_opfamily f WHERE f.oid = o.amopsortfamily)) AS member
    FROM pg_amop o JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = o.oid
    WHERE d.refclassid = '${catalog}'::regclass AND d.refobjid = ${holder}
    UNION ALL
    SELECT concat_ws(' ', 'function', p.amprocnum, p.amproc::regprocedure, format_type(p.amproclefttype, NULL),
      format_type(p.amprocrighttype, NULL))
    FROM pg_amproc p JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = p.oid
    WHERE d.refclassid = '${catalog}'::regclass AND d.refobjid = ${holder}) m)`

const operatorFamilies = `
SELECT 'pg_opfamily:' || f.oid AS address, 'operator-family' AS kind, n.nspname AS schema, f.opfname AS name,
  n.nspname AS of_schema, m.amname AS of_name,
  json_build_object('members', ${members('f.oid', 'pg_opfamily')}) AS definition, f.opfowner AS owner
FROM pg_opfamily f JOIN pg_am m ON m.oid = f.opfmethod JOIN pg_namespace n ON n.oid = f.opfnamespace
WHERE ${userSchema}`

const operatorClasses = `
SELECT 'pg_opclass:' || c.oid AS address, 'operator-class' AS kind, n.nspname AS schema, c.opcname AS name,
  json_strip_nulls(json_build_object('type', format_type(c.opcintype, NULL), 'default', c.opcdefault,
    'key', CASE WHEN c.opckeytype <> 0 THEN format_type(c.opckeytype, NULL) END,
    'members', ${members('c.oid', 'pg_opclass')})) AS definition,
  ARRAY['pg_opfamily:' || c.opcfamily] AS of, c.opcowner AS owner, m.amname AS of_name
FROM pg_opclass c JOIN pg_am m ON m.oid = c.opcmethod JOIN pg_namespace n ON n.oid = c.opcnamespace
WHERE ${userSchema}`

export const routineQueries: readonly CatalogQuery[] = [
  { shape: 'routine', sql: routines },
  { shape: 'operator', sql: operators },
  { shape: 'method', sql: operatorFamilies },
  { shape: 'method', sql: operatorClasses },
]
