import type { ClientBase } from 'pg'
import type { TypeShape } from './relation-shape.ts'

interface TypeRow {
  readonly oid: number
  readonly name: string
  readonly sql: string
  readonly typtype: string
  readonly element: number
  readonly domainOf: number
  readonly domainTypmod: number
  readonly rangeOf: number
  readonly labels: readonly string[] | null
  readonly attributes: readonly number[] | null
  readonly checks: readonly string[]
}

const types = `
  SELECT t.oid::int AS oid, t.typname AS name, format_type(t.oid, -1) AS sql, t.typtype,
    CASE WHEN t.typcategory = 'A' AND t.typlen = -1 THEN t.typelem::int ELSE 0 END AS element,
    t.typbasetype::int AS "domainOf", t.typtypmod AS "domainTypmod",
    coalesce((SELECT r.rngsubtype::int FROM pg_range AS r WHERE t.oid IN (r.rngtypid, r.rngmultitypid)), 0) AS "rangeOf",
    (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid) AS labels,
    (SELECT array_agg(a.atttypid::int ORDER BY a.attnum) FROM pg_attribute AS a
      WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS attributes,
    ARRAY(SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k WHERE k.contypid = t.oid AND k.contype = 'c' ORDER BY k.conname) AS checks
    FROM pg_type AS t`

/** Reads the types of these columns, and what they are made of. */
export async function readTypes(
  client: ClientBase,
  columns: readonly (readonly [oid: number, typmod: number])[],
): Promise<(oid: number, typmod: number) => TypeShape> {
  const rows = new Map<number, TypeRow>()
  let wanted = [...new Set(columns.map(([oid]) => oid))]
  while (wanted.length > 0) {
    const found = await client.query<TypeRow>(`${types} WHERE t.oid = ANY ($1)`, [wanted])
    for (const row of found.rows) rows.set(row.oid, row)
    const next = found.rows.flatMap((row) => [row.element, row.domainOf, row.rangeOf, ...(row.attributes ?? [])])
    wanted = [...new Set(next)].filter((oid) => oid !== 0 && !rows.has(oid))
  }
  return (oid, typmod) => shapeOf(rows, oid, typmod)
}

function shapeOf(rows: ReadonlyMap<number, TypeRow>, oid: number, typmod: number): TypeShape {
  const row = rows.get(oid)!
  if (row.domainOf !== 0) {
    const base = shapeOf(rows, row.domainOf, row.domainTypmod)
    return { ...base, sql: row.sql, checks: [...base.checks, ...row.checks] }
  }
  const { name, sql, labels, attributes } = row
  const inner = row.element || row.rangeOf
  return {
    name,
    sql,
    form: formOf(row),
    checks: [],
    ...lengthOf(name, typmod),
    ...(labels === null ? {} : { labels }),
    // An array's modifier is that of its elements.
    ...(inner === 0 ? {} : { element: shapeOf(rows, inner, row.element === 0 ? -1 : typmod) }),
    ...(row.typtype === 'c' ? { attributes: (attributes ?? []).map((each) => shapeOf(rows, each, -1)) } : {}),
  }
}

function formOf({ typtype, element }: TypeRow): TypeShape['form'] {
  if (element !== 0) return 'array'
  return ({ c: 'composite', e: 'enum', r: 'range', m: 'multirange', p: 'pseudo' } as const)[typtype] ?? 'base'
}

function lengthOf(name: string, typmod: number): { length?: number } {
  if (typmod < 0) return {}
  if (name === 'varchar' || name === 'bpchar') return { length: typmod - 4 }
  if (name === 'bit' || name === 'varbit') return { length: typmod }
  if (name === 'numeric') return { length: ((typmod - 4) >> 16) - (((typmod - 4) & 0x7ff) ^ 1024) + 1024 }
  return {}
}
