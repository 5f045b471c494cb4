import { isReplaced, unfulfilled } from '../../plan/unfulfilled.ts'
import { plannedKeys } from '../planned-keys.ts'
import type { Rule } from '../rule.ts'

/** Nobody can be asked for a row that code alone guards. */
const example = (action: string) => `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint REFERENCES users.account ON DELETE ${action});
CREATE INDEX ON orders.invoice (account_id);`

export const unreplacedReference: Rule = {
  id: 'unreplaced-reference',
  severity: 'warning',
  summary: 'A foreign key was cut, and nothing that is generated keeps its promise.',
  why: `The generated migrations leave a crossing foreign key out. Until the files that replace it are there too, a row may refer to a row that is not there, and
nothing happens when the referenced row goes. The output folder’s README says of each reference what is planned and what of it is missing. Only judged where there is an
output folder with a plan.json; before that the constraint still stands.`,
  bad: example('RESTRICT'),
  good: example('CASCADE'),
  setting: { generated: true, config: 'references:\n  - { from: orders.invoice(account_id), guard: application }\n' },
  *find(context) {
    if (context.writtenHash === undefined) return
    for (const { key, reference, subject, service, toService, evidence } of plannedKeys(context)) {
      const plan = context.plan()
      if (isReplaced(plan, reference)) continue
      const missing = unfulfilled(plan, reference).join(', ')
      yield {
        subject,
        service,
        toService,
        message: `${subject}: was cut, and is not replaced yet${missing === '' ? ': one end belongs to no service' : ` (missing: ${missing})`}`,
        hint: 'Keep its promise by other means until it is, or keep the constraint: do not apply the migrations yet.',
        statement: key.statement,
        evidence,
      }
    }
  },
}
