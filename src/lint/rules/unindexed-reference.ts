import { objectsOf } from '../../catalog/catalog.ts'
import { crossingKeys } from '../crossing-keys.ts'
import type { LintContext, Rule } from '../rule.ts'

export const unindexedReference: Rule = {
  id: 'unindexed-reference',
  severity: 'warning',
  summary: 'The referencing columns of a crossing foreign key have no index.',
  why: `Every delete of a referenced row looks for the rows that reference it. Without an index on the referencing columns that is a scan of the whole
relation; after the split it is one for every event that arrives. PostgreSQL makes no such index by itself.`,
  bad: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint REFERENCES users.account);`,
  good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint REFERENCES users.account);
CREATE INDEX ON orders.invoice (account_id);`,
  *find(context) {
    const indexed = leadingColumns(context)
    for (const { key, referencing, subject, service, toService, evidence } of crossingKeys(context)) {
      const wanted = new Set(key.columns)
      const covered = indexed.get(key.of)?.some((columns) => leads(columns, wanted)) ?? false
      if (covered) continue
      yield {
        subject,
        service,
        toService,
        message: `${subject}: no index of ${referencing.schema}.${referencing.name} leads with ${key.columns.join(', ')}`,
        hint: 'CREATE INDEX CONCURRENTLY on the referencing columns.',
        statement: key.statement,
        evidence,
      }
    }
  },
}

/** By relation, the column lists that whole (not partial) indexes and keys begin with. */
function leadingColumns({ catalog }: LintContext): Map<number, (readonly string[])[]> {
  const lists = new Map<number, (readonly string[])[]>()
  const add = (relation: number | undefined, columns: readonly string[]): void => {
    if (relation === undefined) return
    const known = lists.get(relation)
    if (known === undefined) lists.set(relation, [columns])
    else known.push(columns)
  }
  for (const index of objectsOf(catalog, 'index')) if (!index.partial) add(index.of, index.columns)
  for (const key of objectsOf(catalog, 'constraint'))
    if (key.form === 'primary' || key.form === 'unique') add(key.of, key.columns)
  return lists
}

/** The wanted columns stand first in the index, in any order. */
function leads(columns: readonly string[], wanted: ReadonlySet<string>): boolean {
  return columns.length >= wanted.size && columns.slice(0, wanted.size).every((column) => wanted.has(column))
}
