import { crossingKeys } from '../crossing-keys.ts'
import type { Rule } from '../rule.ts'

export const crossingForeignKey: Rule = {
  id: 'crossing-foreign-key',
  severity: 'error',
  summary: 'A foreign key references a relation of another service.',
  why: `A foreign key is checked by the server inside one database. Once the two relations live with two services it cannot exist, and
what it promised (no referencing row without its referenced row, and the referential action) has to be kept by other means. Each new one
makes the split dearer. Reference a row of the same service, or keep the other service's key as a plain value and let the owner answer for it.`,
  bad: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES users.account ON DELETE CASCADE
);
CREATE INDEX ON orders.invoice (account_id);`,
  good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.customer (account_id bigint PRIMARY KEY);
CREATE TABLE orders.invoice (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES orders.customer ON DELETE CASCADE
);
CREATE INDEX ON orders.invoice (account_id);`,
  *find(context) {
    for (const { key, subject, service, toService, evidence } of crossingKeys(context))
      yield {
        subject,
        service,
        toService,
        message: `${subject}: ${key.implied === true ? 'a confirmed reference' : 'a foreign key'} of ${service} into ${toService} (ON DELETE ${key.onDelete.toUpperCase()}, ON UPDATE ${key.onUpdate.toUpperCase()})`,
        hint: `Reference a relation of ${service}, or have both owners agree and record it: --update-baseline --allow-additions --reason "…".`,
        statement: key.statement,
        evidence,
      }
  },
}
