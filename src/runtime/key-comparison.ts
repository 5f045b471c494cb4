import type { ClientBase } from 'pg'
import { quote } from './database.ts'

/** How the key of a table of ours is compared, which its unique index knows. */
export interface KeyComparison {
  /** Whether a column of it, as SQL writes it, is what stands on the right. */
  equals(column: string, left: string, right: string): string
  /**
   * A set of rows of the table, made of the JSON of the first parameter: a list of objects of the texts of the key's columns.
   */
  readonly given: string
}

interface ComparedColumn {
  readonly name: string
  readonly schema: string
  readonly isJson: boolean
  /** As SQL writes it; none where its type has none, or where it is the database's own. */
  readonly collation: string | null
}

/**
 * Looks up how keys are compared there. By its bare name the equality of an extension's type, which may be in any schema,
 * would be that of text; and what is JSON itself is not to be taken for a text.
 */
export async function compareKeys(
  database: Pick<ClientBase, 'query'>,
  ...table: readonly [schema: string, name: string]
): Promise<KeyComparison> {
  const relation = quote(...table)
  const { rows } = await database.query<ComparedColumn>(
    `SELECT DISTINCT ON (a.attname) a.attname AS name, n.nspname AS schema, c.opcintype = 'pg_catalog.jsonb'::pg_catalog.regtype AS "isJson",
            CASE WHEN l.collname <> 'default' THEN pg_catalog.format('%I.%I', m.nspname, l.collname) END AS collation
       FROM pg_catalog.pg_index AS i
      CROSS JOIN unnest(i.indkey, i.indclass, i.indcollation) AS k (attribute, class, collated)
       JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attribute
       JOIN pg_catalog.pg_opclass AS c ON c.oid = k.class
       JOIN pg_catalog.pg_amop AS o ON o.amopfamily = c.opcfamily AND o.amoplefttype = c.opcintype AND o.amoprighttype = c.opcintype AND o.amopstrategy = 3
       JOIN pg_catalog.pg_operator AS p ON p.oid = o.amopopr
       JOIN pg_catalog.pg_namespace AS n ON n.oid = p.oprnamespace
       LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = k.collated
       LEFT JOIN pg_catalog.pg_namespace AS m ON m.oid = l.collnamespace
      WHERE i.indrelid = $1::pg_catalog.regclass AND i.indisunique
      ORDER BY a.attname`,
    [relation],
  )
  const ofOthers = new Map(
    rows.filter(({ schema }) => schema !== 'pg_catalog').map(({ name, schema }) => [name, schema]),
  )
  // What stands on the right may have a collation of its own.
  const collations = new Map(
    rows.map(({ name, collation }) => [name, collation === null ? '' : ` COLLATE ${collation}`]),
  )
  const json = rows.filter(({ isJson }) => isJson).map(({ name }) => `'${name.replaceAll("'", "''")}'`)
  const parsed = json.map((name) => `${name}, (e.row ->> ${name})::jsonb`).join(', ')
  const list =
    json.length === 0
      ? '$1'
      : `(SELECT jsonb_agg(e.row || jsonb_build_object(${parsed}) ORDER BY e.place) FROM jsonb_array_elements($1) WITH ORDINALITY AS e (row, place))`
  return {
    equals(column, left, right) {
      const schema = ofOthers.get(column)
      return `${left} ${schema === undefined ? '=' : `OPERATOR(${quote(schema)}.=)`} ${right}${collations.get(column) ?? ''}`
    },
    given: `jsonb_populate_recordset(NULL::${relation}, ${list})`,
  }
}
