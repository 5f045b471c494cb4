import { crossingKeys } from '../crossing-keys.ts'
import type { Rule } from '../rule.ts'

export const unstableReferencedKey: Rule = {
  id: 'unstable-referenced-key',
  severity: 'info',
  summary: 'A crossing foreign key follows changes of the referenced key.',
  why: `ON UPDATE CASCADE, SET NULL or SET DEFAULT says that the referenced key is expected to change. After the split each change is a message that
must arrive before anyone uses the new key. If nobody changes it, say so with NO ACTION; if somebody does, reference a key that stays.`,
  bad: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint REFERENCES users.account ON UPDATE CASCADE);
CREATE INDEX ON orders.invoice (account_id);`,
  good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint REFERENCES users.account);
CREATE INDEX ON orders.invoice (account_id);`,
  *find(context) {
    for (const { key, subject, service, toService, evidence } of crossingKeys(context)) {
      if (key.onUpdate === 'no action' || key.onUpdate === 'restrict') continue
      yield {
        subject,
        service,
        toService,
        message: `${subject}: ON UPDATE ${key.onUpdate.toUpperCase()} expects the referenced key to change`,
        hint: 'Use ON UPDATE NO ACTION where the key never changes; otherwise reference one that does not.',
        statement: key.statement,
        evidence,
      }
    }
  },
}
