import { crossingKeys } from '../crossing-keys.ts'
import { isGeneratedKey } from '../../catalog/generated-key.ts'
import type { Rule } from '../rule.ts'

const naturalTypes = [
  ...['text', 'character', 'character varying', 'citext', 'name', '"char"'],
  ...['date', 'time', 'timestamp', 'boolean', 'inet', 'cidr', 'money'],
]

export const naturalKeyReference: Rule = {
  id: 'natural-key-reference',
  severity: 'info',
  summary: 'A crossing foreign key references a key that people choose.',
  why: `A key with a meaning (an e-mail address, a country code, a date) is chosen by people, and people correct it. Each correction must then reach
every service that keeps the key, in order, before anyone looks. Keys that the database makes never change.`,
  bad: `CREATE SCHEMA users;
CREATE TABLE users.account (email text PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account text REFERENCES users.account);
CREATE INDEX ON orders.invoice (account);`,
  good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint REFERENCES users.account);
CREATE INDEX ON orders.invoice (account_id);`,
  options: `types: [${naturalTypes.map((type) => (type.startsWith('"') ? `'${type}'` : type)).join(', ')}]`,
  *find(context) {
    const types = context.options?.['natural-key-reference']?.types ?? naturalTypes
    for (const { key, referenced, subject, service, toService, evidence } of crossingKeys(context)) {
      if (isGeneratedKey(referenced, key.referencedColumns)) continue
      const natural = referenced.columns.filter(
        (column) => key.referencedColumns.includes(column.name) && types.some((type) => isOfType(column.type, type)),
      )
      if (natural.length === 0) continue
      yield {
        subject,
        service,
        toService,
        message: `${subject}: references a key with a meaning (${natural.map((column) => `${column.name} ${column.type}`).join(', ')})`,
        hint: 'Reference a key that the database makes: identity, serial or a generated uuid.',
        statement: key.statement,
        evidence,
      }
    }
  },
}

/** `character varying(20)` is of the type `character varying`, `timestamp with time zone` of `timestamp`. */
function isOfType(type: string, wanted: string): boolean {
  return type === wanted || type.startsWith(`${wanted} `) || type.startsWith(`${wanted}(`)
}
