import { serviceCycles } from '../../coupling/find-couplings.ts'
import type { Rule } from '../rule.ts'

export const serviceCircle: Rule = {
  id: 'service-circle',
  severity: 'warning',
  summary: 'Services need each other in a circle.',
  why: `Services that reach each other in a circle cannot be deployed, restored or understood one by one: each needs another first. Turn one of the
references around, or put the relations between them under one owner.`,
  bad: `CREATE SCHEMA users;
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint);
CREATE TABLE users.account (id bigint PRIMARY KEY, last_invoice bigint REFERENCES orders.invoice);
ALTER TABLE orders.invoice ADD FOREIGN KEY (account_id) REFERENCES users.account;
CREATE INDEX ON users.account (last_invoice);
CREATE INDEX ON orders.invoice (account_id);`,
  good: `CREATE SCHEMA users;
CREATE SCHEMA orders;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint REFERENCES users.account);
CREATE INDEX ON orders.invoice (account_id);`,
  *find({ couplings }) {
    for (const circle of serviceCycles(couplings)) {
      const inside = couplings.find(
        (coupling) => circle.includes(coupling.from.service) && circle.includes(coupling.to.service),
      )
      yield {
        subject: circle.join(', '),
        service: circle[0] ?? '',
        toService: '',
        message: `${circle.join(', ')} need each other in a circle`,
        hint: 'Turn one of the references around, or give the relations between them one owner.',
        ...(inside === undefined ? {} : { evidence: inside.evidence }),
      }
    }
  },
}
