import { crossingRule } from '../crossing-rule.ts'

export const crossingTrigger = crossingRule(['trigger'], {
  id: 'crossing-trigger',
  severity: 'error',
  summary: 'A trigger calls a function of another service.',
  why: `A trigger runs its function in the writer’s transaction. When function and relation live with two services there is no such transaction.
Publish an event from the relation’s own service and act on it in the other.`,
  bad: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY, email text);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE TABLE users.activity (account_id bigint);
CREATE FUNCTION users.note_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO users.activity VALUES (NEW.account_id);
  RETURN NEW;
END $$;
CREATE TRIGGER note AFTER INSERT ON orders.invoice FOR EACH ROW EXECUTE FUNCTION users.note_activity();`,
  good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY, email text);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE TABLE orders.activity (account_id bigint);
CREATE FUNCTION orders.note_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO orders.activity VALUES (NEW.account_id);
  RETURN NEW;
END $$;
CREATE TRIGGER note AFTER INSERT ON orders.invoice FOR EACH ROW EXECUTE FUNCTION orders.note_activity();`,
})
