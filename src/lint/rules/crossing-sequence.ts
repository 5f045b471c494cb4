import { crossingRule } from '../crossing-rule.ts'

export const crossingSequence = crossingRule(['sequence'], {
  id: 'crossing-sequence',
  severity: 'error',
  summary: 'A column takes its numbers from a sequence of another service.',
  why: `Two relations that draw from one sequence have numbers that never meet. With two services there are two sequences, and the promise is gone
without an error. Give each relation its own identity, or use UUIDs where the numbers must stay apart.`,
  bad: `CREATE SCHEMA users;
CREATE SEQUENCE users.numbers;
CREATE TABLE users.account (id bigint PRIMARY KEY DEFAULT nextval('users.numbers'));
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY DEFAULT nextval('users.numbers'));`,
  good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);`,
})
