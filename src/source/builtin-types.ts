/** Types of pg_catalog (PostgreSQL 18) whose name format_type() prints as it is. */
const sameName = `
  aclitem any anyarray anycompatible anycompatiblearray anycompatiblemultirange anycompatiblenonarray anycompatiblerange
  anyelement anyenum anymultirange anynonarray anyrange box bytea cid cidr circle cstring date datemultirange daterange
  event_trigger fdw_handler gtsvector index_am_handler inet int2vector int4multirange int4range int8multirange int8range
  internal json jsonb jsonpath language_handler line lseg macaddr macaddr8 money name nummultirange numrange oid
  oidvector path pg_lsn pg_node_tree pg_snapshot point polygon record refcursor regclass regcollation regconfig
  regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype table_am_handler text tid trigger
  tsm_handler tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot unknown uuid void xid xid8 xml
`

const printed: Record<string, string> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  numeric: 'numeric',
  varchar: 'character varying',
  varbit: 'bit varying',
  time: 'time without time zone',
  timetz: 'time with time zone',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  interval: 'interval',
  // Without a length these are not what the SQL words mean, so PostgreSQL prints their inner names.
  bpchar: 'bpchar',
  bit: '"bit"',
  char: '"char"',
}

/** From a type's name in pg_catalog to what format_type() prints. */
export const builtinTypes: ReadonlyMap<string, string> = new Map([
  ...sameName
    .trim()
    .split(/\s+/)
    .map((name) => [name, name] as const),
  ...Object.entries(printed),
])

/** What serial types stand for. */
export const serialTypes: ReadonlyMap<string, string> = new Map([
  ['serial', 'integer'],
  ['serial4', 'integer'],
  ['bigserial', 'bigint'],
  ['serial8', 'bigint'],
  ['smallserial', 'smallint'],
  ['serial2', 'smallint'],
])
