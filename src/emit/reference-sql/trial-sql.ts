import type { Sql } from '../../print/sql.ts'
import { literal, raw, sql } from '../../print/sql.ts'
import { sameKey } from './same-key.ts'
import { canonicalKey, jsonKey } from './key-text.ts'
import { keyNames, ofKey, own } from './own-names.ts'
import type { ReferencedKey, ServiceHome } from './reference-value.ts'
import { aggregateType } from './reference-value.ts'
import { changedRows } from './changed-rows-sql.ts'

/**
 * A trial: what a release would do is done, and taken back. Keys of the service's own that would have to be released for it are not
 * refused meanwhile but noted. A row without a key tells that this transaction tries.
 */
export function createTrial(home: ServiceHome): readonly Sql[] {
  const trial = own(home, 'release_trial')
  return [
    sql`CREATE UNLOGGED TABLE ${trial} (
  transaction xid8 NOT NULL,
  aggregate text,
  subject text,
  key jsonb,
  version bigint
)`,
    sql`COMMENT ON TABLE ${trial} IS 'What transactions find that only try what a release would do; it is taken back with the rest, so nobody ever sees a row here'`,
  ]
}

export function beginTrial(home: ServiceHome): Sql {
  return sql`INSERT INTO ${own(home, 'release_trial')} (transaction) VALUES (pg_current_xact_id());`
}

/** What was only tried is taken back: the block around it hears of FSTRY. */
export const takeBack = raw("RAISE EXCEPTION USING ERRCODE = 'FSTRY', MESSAGE = 'only tried';")

/** Keeps in the variable \`own\` what was found, and takes everything back: the block around it hears of FSTRY. */
export function endTrial(home: ServiceHome): Sql {
  return sql`SELECT coalesce(jsonb_agg(to_jsonb(t) - 'transaction' ORDER BY t.aggregate, t.subject), '[]') INTO own
  FROM ${own(home, 'release_trial')} AS t WHERE t.transaction = pg_current_xact_id() AND t.aggregate IS NOT NULL;
${takeBack}`
}

/** Whether this transaction only tries what a release would do. */
export function isTrial(home: ServiceHome): Sql {
  return sql`EXISTS (SELECT FROM ${own(home, 'release_trial')} AS t WHERE t.transaction = pg_current_xact_id())`
}

/** Of a trigger whose `changed_rows` hold keys that were not released: notes them and ends where this is a trial. */
export function noteInTrial(key: ReferencedKey): Sql {
  const { home, columns } = key
  const trial = own(home, 'release_trial')
  const names = keyNames(columns)
  const value = (at: number) => sql`t.${columns[at]!.name}`
  const isKey = sameKey(
    key.columns,
    names.map((name) => sql`r.${name}`),
    columns.map((_, at) => value(at)),
  )
  return sql`IF ${isTrial(home)} THEN
  INSERT INTO ${trial} (transaction, aggregate, subject, key, version)
  SELECT pg_current_xact_id(), ${literal(aggregateType(home.service, key.name))}, ${canonicalKey(columns, value)}, ${jsonKey(columns, value)}, r.version
    FROM ${changedRows(key, 'DELETE')} AS t JOIN ${ofKey(key, 'register')} AS r ON ${isKey} AND r.alive AND NOT r.decided;
  RETURN NULL;
END IF;`
}
