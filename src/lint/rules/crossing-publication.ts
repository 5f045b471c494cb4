import { crossingRule } from '../crossing-rule.ts'

export const crossingPublication = crossingRule(['publication'], {
  id: 'crossing-publication',
  severity: 'warning',
  summary: 'A publication carries relations of several services.',
  why: `A publication belongs to one database. After the split each service publishes its own relations, and a subscriber has to follow two.
Make one publication for each service now, so that subscribers change once.`,
  bad: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY, email text);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE PUBLICATION changes FOR TABLE users.account, orders.invoice;`,
  good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY, email text);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE PUBLICATION user_changes FOR TABLE users.account;
CREATE PUBLICATION order_changes FOR TABLE orders.invoice;`,
})
