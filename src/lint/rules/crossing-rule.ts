import { crossingRule } from '../crossing-rule.ts'

export const crossingRewriteRule = crossingRule(['rule'], {
  id: 'crossing-rule',
  severity: 'error',
  summary: 'A rewrite rule reaches into another service.',
  why: `A rule rewrites a statement into others in the same database. Across services there is no such rewriting: the write that the rule adds would
silently not happen. Publish an event instead.`,
  bad: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY, email text);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE TABLE users.audit (invoice_id bigint);
CREATE RULE note AS ON INSERT TO orders.invoice DO ALSO INSERT INTO users.audit VALUES (NEW.id);`,
  good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY, email text);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE TABLE orders.audit (invoice_id bigint);
CREATE RULE note AS ON INSERT TO orders.invoice DO ALSO INSERT INTO orders.audit VALUES (NEW.id);`,
})
