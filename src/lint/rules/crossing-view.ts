import { crossingRule } from '../crossing-rule.ts'

export const crossingView = crossingRule(['view'], {
  id: 'crossing-view',
  severity: 'error',
  summary: 'A view reads a relation of another service.',
  why: `A view is planned and run inside one database. When one of its relations moves to another server the view stops loading, and so does all that
selects from it. Give the reading service a view over its own relations and fetch the rest through the owner.`,
  bad: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY, email text);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE VIEW orders.overview AS
  SELECT i.id, a.email FROM orders.invoice i JOIN users.account a ON a.id = i.account_id;`,
  good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY, email text);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE VIEW orders.overview AS
  SELECT i.id, i.account_id FROM orders.invoice i;`,
})
