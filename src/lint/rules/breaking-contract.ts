import { once } from '../../core/once.ts'
import { findBreaks } from '../contract-breaks.ts'
import { plannedKeys } from '../planned-keys.ts'
import type { Rule } from '../rule.ts'

const schema = (action: string) => `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint REFERENCES users.account ON DELETE ${action});
CREATE INDEX ON orders.invoice (account_id);`

export const breakingContract: Rule = {
  id: 'breaking-contract',
  severity: 'error',
  summary: 'What services tell each other changed so that deployed code breaks.',
  why: `Services are not deployed at the same instant, so each must bear what the other sent yesterday and will send tomorrow, and whatever any version
before sent. Found are: a key whose values are of another type, length, collation or other labels; events that are not told any more while somebody follows them; keys that are not
answered for while somebody asks; and actions that mean something else. Refusing what went through (CASCADE to RESTRICT) breaks those who delete in the referenced service; acting
where it was refused, or otherwise (RESTRICT to CASCADE, CASCADE to SET NULL), breaks those who have the rows. Judged against the contracts that the option names, and with --since
against those of the revision.`,
  bad: schema('RESTRICT'),
  good: schema('CASCADE'),
  setting: { earlier: schema('CASCADE') },
  options: 'against: [] # folders that generate wrote, or their plan.json',
  *find(context) {
    const { earlierContracts = [] } = context
    if (earlierContracts.length === 0) return
    const placesOf = once(() => new Map([...plannedKeys(context)].map((each) => [each.reference.id, each])))
    for (const earlier of earlierContracts)
      for (const { subject, service, breaks, message, hint, reference } of findBreaks(earlier, context.plan())) {
        const place = placesOf().get(reference)
        yield {
          subject,
          service,
          toService: breaks.find((each) => each !== service) ?? '',
          message: `${message} (contracts of ${earlier.from})`,
          hint,
          ...(place !== undefined && { statement: place.key.statement, evidence: place.evidence }),
        }
      }
  },
}
