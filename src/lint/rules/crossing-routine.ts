import { crossingRule } from '../crossing-rule.ts'

export const crossingRoutine = crossingRule(['routine', 'default', 'generated-column', 'check'], {
  id: 'crossing-routine',
  severity: 'error',
  summary: 'A routine, or an expression that calls one, reaches into another service.',
  why: `A function body that reads or writes another service’s relations works only while both share a database, and nothing tells you when that ends:
PostgreSQL does not record what a string body uses. The same holds for a DEFAULT, CHECK or generated column that calls another service’s function.
Where the SQL is made at run time (EXECUTE) nobody can know what it reaches; it is reported as such.`,
  bad: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY, email text);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE FUNCTION orders.email_of(invoice bigint) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT a.email FROM users.account a JOIN orders.invoice i ON i.account_id = a.id WHERE i.id = invoice
$$;`,
  good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY, email text);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE FUNCTION orders.account_of(invoice bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT i.account_id FROM orders.invoice i WHERE i.id = invoice
$$;`,
})
