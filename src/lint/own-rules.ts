import type { RuleCard } from './rule-card.ts'

/** Rules about the linter's own book-keeping: judged while findings are sorted, not over the schema. */
export const ownRules = {
  'stale-baseline': {
    id: 'stale-baseline',
    severity: 'error',
    summary: 'A baseline entry matches nothing any more.',
    why: `The baseline is the list of crossings that are known and still to be removed. An entry that nothing matches is progress that nobody recorded:
as long as it stands, the crossing may come back unseen. Run \`lint --update-baseline\`: it only removes.

An entry past its expiry date is another matter: its crossing is still there, and fails again as an error until it is removed or a new date is agreed on.`,
    bad: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE INDEX ON orders.invoice (account_id);`,
    good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint REFERENCES users.account);
CREATE INDEX ON orders.invoice (account_id);`,
    setting: {
      baseline: `{
  "version": 1,
  "entries": [
    {
      "rule": "crossing-foreign-key",
      "subject": "orders.invoice(account_id) -> users.account",
      "reason": "until orders keeps its own customers"
    }
  ]
}`,
    },
  },
  'unused-suppression': {
    id: 'unused-suppression',
    severity: 'warning',
    summary: 'A fountain-split-ignore comment, or an allowed direction, allows nothing.',
    why: `A comment that allows what is not there will one day allow what nobody meant. Remove it.`,
    bad: `-- fountain-split-ignore crossing-foreign-key orders moves in with users next month
CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE INDEX ON orders.invoice (account_id);`,
    good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE INDEX ON orders.invoice (account_id);
-- fountain-split-ignore crossing-foreign-key orders moves in with users next month
ALTER TABLE orders.invoice ADD FOREIGN KEY (account_id) REFERENCES users.account;`,
  },
  'suppression-without-reason': {
    id: 'suppression-without-reason',
    severity: 'error',
    summary: 'A fountain-split-ignore comment gives no reason.',
    why: `Whoever reads the comment next must be able to tell whether it still holds. Write it as
\`-- fountain-split-ignore <rule> <reason>\`. Without a reason it allows nothing.`,
    bad: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE INDEX ON orders.invoice (account_id);
-- fountain-split-ignore crossing-foreign-key
ALTER TABLE orders.invoice ADD FOREIGN KEY (account_id) REFERENCES users.account;`,
    good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE INDEX ON orders.invoice (account_id);
-- fountain-split-ignore crossing-foreign-key orders moves in with users next month
ALTER TABLE orders.invoice ADD FOREIGN KEY (account_id) REFERENCES users.account;`,
  },
  'unknown-rule': {
    id: 'unknown-rule',
    severity: 'error',
    summary: 'A comment, the configuration or the baseline names a rule that does not exist.',
    why: `A misspelt rule allows nothing, and nobody notices until the build fails. \`fountain-split explain\` lists the rules.`,
    bad: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE INDEX ON orders.invoice (account_id);
-- fountain-split-ignore crossing-foreign-keys orders moves in with users next month
ALTER TABLE orders.invoice ADD FOREIGN KEY (account_id) REFERENCES users.account;`,
    good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE INDEX ON orders.invoice (account_id);
-- fountain-split-ignore crossing-foreign-key orders moves in with users next month
ALTER TABLE orders.invoice ADD FOREIGN KEY (account_id) REFERENCES users.account;`,
  },
} as const satisfies Record<string, RuleCard>
