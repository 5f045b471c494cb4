import { plannedKeys } from '../planned-keys.ts'
import type { Rule } from '../rule.ts'

const schema = `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint REFERENCES users.account ON DELETE CASCADE);
CREATE INDEX ON orders.invoice (account_id);`

export const weakStrategy: Rule = {
  id: 'weak-strategy',
  severity: 'warning',
  summary: 'The configuration replaces a foreign key by less than could be had.',
  why: `For each foreign key that crosses, fountain-split proposes a guard and a reaction to each referential action that keep what the constraint promised, as far as
two databases can. An entry under \`references:\` chose something that keeps less: a guard that only some writes go through, or an event where the referencing side
may refuse (a trigger, a CHECK, a UNIQUE). Where that is meant, allow it with a reason; where it is not, take it out of the entry.`,
  bad: schema,
  good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.customer (account_id bigint PRIMARY KEY);
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint REFERENCES orders.customer ON DELETE CASCADE);
CREATE INDEX ON orders.invoice (account_id);`,
  setting: { config: 'references:\n  - { from: orders.invoice(account_id), guard: application }\n' },
  *find(context) {
    const weak = context.plan().diagnostics.filter(({ code }) => code === 'weak-strategy')
    if (weak.length === 0) return
    for (const { key, reference, subject, service, toService, evidence } of plannedKeys(context))
      for (const { message, hint } of weak.filter((each) => each.subject === reference.id))
        yield { subject, service, toService, message, hint, statement: key.statement, evidence }
  },
}
