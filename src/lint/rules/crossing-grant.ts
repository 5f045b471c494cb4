import { crossingRule } from '../crossing-rule.ts'

/** A role without a home service belongs to nobody: only a service's own role can reach into another. */
export const crossingGrant = crossingRule(['grant'], {
  id: 'crossing-grant',
  severity: 'warning',
  summary: 'A role of one service holds rights on objects of another.',
  why: `Rights are how services reach each other’s data behind everyone’s back: no constraint shows it, and after the split the query simply fails.
Take the right away now and see who complains, while it is still one statement to give it back.`,
  bad: `CREATE ROLE orders_app;
CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY);
ALTER TABLE orders.invoice OWNER TO orders_app;
GRANT SELECT ON users.account TO orders_app;`,
  good: `CREATE ROLE orders_app;
CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY);
ALTER TABLE orders.invoice OWNER TO orders_app;
GRANT SELECT ON orders.invoice TO orders_app;`,
})
