import type { Rule } from '../rule.ts'

export const staleOutput: Rule = {
  id: 'stale-output',
  severity: 'error',
  summary: 'The generated files were made from another input.',
  why: `The output folder’s plan.json names the input that it was made from by its hash. When the schema has moved on, the services’ migrations have not.
Run generate again (with --rebase for a changed dump) and commit what it writes.`,
  bad: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY, email text);`,
  good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);`,
  setting: {
    written: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);`,
  },
  recordable: false,
  *find({ plan, writtenHash }) {
    if (writtenHash === undefined || writtenHash === plan().inputHash) return
    yield {
      subject: 'plan.json',
      service: '',
      toService: '',
      message: 'the generated files were made from another state of the schema',
      hint: 'Run fountain-split generate and commit the result.',
    }
  },
}
