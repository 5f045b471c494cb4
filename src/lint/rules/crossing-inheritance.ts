import { crossingRule } from '../crossing-rule.ts'

export const crossingInheritance = crossingRule(['inheritance', 'partition'], {
  id: 'crossing-inheritance',
  severity: 'error',
  summary: 'A relation inherits from, or is a partition of, a relation of another service.',
  why: `Rows of an inheriting relation are rows of its parent too: a query on the parent reads both. Nothing can keep that across services.
Give each service its own relation; share the column list, not the rows.`,
  bad: `CREATE SCHEMA users;
CREATE TABLE users.party (id bigint, name text);
CREATE SCHEMA orders;
CREATE TABLE orders.customer (credit numeric) INHERITS (users.party);`,
  good: `CREATE SCHEMA users;
CREATE TABLE users.party (id bigint, name text);
CREATE SCHEMA orders;
CREATE TABLE orders.customer (id bigint, name text, credit numeric);`,
})
