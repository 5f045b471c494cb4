import { crossingRule } from '../crossing-rule.ts'

export const crossingPolicy = crossingRule(['policy'], {
  id: 'crossing-policy',
  severity: 'error',
  summary: 'A row security policy reads a relation of another service.',
  why: `A policy is evaluated for each row, inside the query. One that looks into another service’s relation cannot be evaluated after the split, and
dropping it would open the rows. Keep what the policy needs in the service’s own relations or in the session.`,
  bad: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY, email text);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
ALTER TABLE orders.invoice ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders.invoice USING (account_id IN (SELECT id FROM users.account WHERE email = current_user));`,
  good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY, email text);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
ALTER TABLE orders.invoice ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders.invoice USING (account_id = current_setting('app.account')::bigint);`,
})
