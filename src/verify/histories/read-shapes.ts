import type { ClientBase } from 'pg'
import { nameKey } from '../../core/identifier.ts'
import type { CheckShape, ColumnShape, ReferenceShape, RelationShape } from './relation-shape.ts'
import { readTypes } from './read-types.ts'

interface RelationRow {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly partitioned: boolean
  readonly partitions: RelationShape['partitions']
  readonly columns: readonly (Omit<ColumnShape, 'type'> & { readonly type: number; readonly typmod: number })[]
  readonly identity: readonly string[] | null
  readonly checks: readonly CheckShape[]
  readonly references: readonly (Omit<ReferenceShape, 'referenced'> & {
    readonly referenced: readonly [string, string]
  })[]
}

/** Ordinary and partitioned tables of users; partitions are written through their root, what belongs to an extension is not. */
const relations = `
  SELECT c.oid::int AS oid, n.nspname AS schema, c.relname AS name, c.relkind = 'p' AS partitioned,
    json_build_object(
      'columns', ARRAY(SELECT DISTINCT a.attname FROM pg_partition_tree(c.oid) AS b JOIN pg_partitioned_table AS p ON p.partrelid = b.relid
                         JOIN pg_attribute AS a ON a.attrelid = p.partrelid AND a.attnum = ANY (p.partattrs) ORDER BY 1),
      'bounds', ARRAY(SELECT pg_get_expr(t.relpartbound, t.oid) FROM pg_partition_tree(c.oid) AS b JOIN pg_class AS t ON t.oid = b.relid
                       WHERE t.relpartbound IS NOT NULL ORDER BY t.relname)) AS partitions,
    (SELECT coalesce(json_agg(json_build_object(
        'name', a.attname, 'type', a.atttypid::int, 'typmod', a.atttypmod,
        'notNull', a.attnotnull, 'generated', a.attgenerated <> '',
        'identity', CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END,
        'comparable', EXISTS (SELECT FROM pg_operator AS o WHERE o.oprname = '=' AND o.oprleft = b.base AND o.oprright = b.base)
          OR t.typtype = 'e' OR t.typname IN ('varchar', 'cidr'),
        'default', (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef AS d WHERE d.adrelid = c.oid AND d.adnum = a.attnum),
        'unique', EXISTS (
          SELECT FROM pg_index AS i LEFT JOIN pg_depend AS p ON p.classid = 'pg_class'::regclass AND p.objid = i.indexrelid
             AND p.refclassid = 'pg_class'::regclass AND p.refobjid = c.oid
           WHERE i.indrelid = c.oid AND (i.indisunique OR i.indisexclusion) AND (a.attnum = ANY (i.indkey) OR p.refobjsubid = a.attnum))
      ) ORDER BY a.attnum), '[]')
       FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
       CROSS JOIN LATERAL (SELECT CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END AS base) AS b
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
    (SELECT array_agg(a.attname::text ORDER BY k.place)
       FROM (SELECT i.indrelid, i.indkey FROM pg_index AS i
              WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indisvalid
                AND NOT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey) AND NOT a.attnotnull)
              ORDER BY i.indisprimary DESC, i.indexrelid LIMIT 1) AS i
       CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
       JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum) AS identity,
    (SELECT coalesce(json_agg(json_build_object(
        'name', k.conname, 'expression', pg_get_expr(k.conbin, k.conrelid),
        'columns', ARRAY(SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey) ORDER BY a.attnum))
       ORDER BY k.conname), '[]')
       FROM pg_constraint AS k WHERE k.conrelid = c.oid AND k.contype = 'c') AS checks,
    (SELECT coalesce(json_agg(json_build_object(
        'constraint', k.conname,
        'columns', (SELECT json_agg(a.attname ORDER BY e.place) FROM unnest(k.conkey) WITH ORDINALITY AS e (attnum, place)
                      JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = e.attnum),
        'referenced', json_build_array(rn.nspname, r.relname),
        'referencedColumns', (SELECT json_agg(a.attname ORDER BY e.place) FROM unnest(k.confkey) WITH ORDINALITY AS e (attnum, place)
                      JOIN pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = e.attnum),
        'match', CASE k.confmatchtype WHEN 'f' THEN 'full' ELSE 'simple' END,
        'onDelete', x.actions ->> k.confdeltype::text, 'onUpdate', x.actions ->> k.confupdtype::text
      ) ORDER BY k.conname), '[]')
       FROM pg_constraint AS k JOIN pg_class AS r ON r.oid = k.confrelid JOIN pg_namespace AS rn ON rn.oid = r.relnamespace
       CROSS JOIN (SELECT '{"a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}'::json AS actions) AS x
      WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conparentid = 0) AS references
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND NOT c.relispartition
     AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
     AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
   ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`

/** Every relation that rows can be written to, by `nameKey`, sorted. */
export async function readShapes(client: ClientBase): Promise<ReadonlyMap<string, RelationShape>> {
  await client.query('BEGIN READ ONLY')
  try {
    // Every name in an expression is printed with its schema.
    await client.query(`SET LOCAL search_path = ''`)
    const { rows } = await client.query<RelationRow>(relations)
    const typeOf = await readTypes(client, rows.flatMap(({ columns }) => columns.map(({ type, typmod }) => [type, typmod] as const))) // prettier-ignore
    return new Map(
      rows.map((row): [string, RelationShape] => {
        const { schema, name, partitioned, partitions, identity, checks } = row
        const key = nameKey(schema, name)
        const columns = row.columns.map(({ typmod, ...column }) => ({ ...column, type: typeOf(column.type, typmod) }))
        const references = row.references.map((each) => ({ ...each, referenced: nameKey(...each.referenced) }))
        return [key, { key, schema, name, partitioned, partitions, columns, identity, checks, references }]
      }),
    )
  } finally {
    await client.query('ROLLBACK')
  }
}
