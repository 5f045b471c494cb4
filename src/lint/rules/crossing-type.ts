import { crossingRule } from '../crossing-rule.ts'

export const crossingType = crossingRule(['type'], {
  id: 'crossing-type',
  severity: 'warning',
  summary: 'A column or routine uses a type that belongs to another service.',
  why: `A type that two services share is copied to each when they part. From then on the copies can drift: a label added on one side is refused on the
other. A row type of another service’s table cannot be copied at all. Give each service its own type, or a lookup relation.`,
  bad: `CREATE SCHEMA users;
CREATE TYPE users.level AS ENUM ('basic', 'gold');
CREATE TABLE users.account (id bigint PRIMARY KEY, level users.level);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, level users.level);`,
  good: `CREATE SCHEMA users;
CREATE TYPE users.level AS ENUM ('basic', 'gold');
CREATE TABLE users.account (id bigint PRIMARY KEY, level users.level);
CREATE SCHEMA orders;
CREATE TYPE orders.level AS ENUM ('basic', 'gold');
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, level orders.level);`,
})
