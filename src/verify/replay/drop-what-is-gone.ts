import type { ClientBase } from 'pg'
import { quoteName, quoteQualified } from '../../core/identifier.ts'
import type { SplitPlan } from '../../plan/split-plan.ts'
import { isReplaced } from '../../plan/is-replaced.ts'

const partOfRelation = /^(trigger|rule|constraint) (.+) ("(?:[^"]|"")*"|[^\s"]+)$/

/** What decides on writes, and no service has any more: keys of objects, as the plan's removals name them. */
export function decidersThatAreGone({ removals }: SplitPlan): readonly string[] {
  return removals
    .filter(({ object, extent }) => extent === 'gone' && partOfRelation.test(object))
    .map(({ object }) => object)
}

/**
 * Takes from the original what the split does without, and references that are not replaced: nobody has to prove them. A key that
 * looks at the commit looks at once where the service's own code guards it, as its guard does.
 */
export async function dropWhatIsGone(client: ClientBase, plan: SplitPlan): Promise<void> {
  for (const reference of plan.references) {
    if (isReplaced(reference) || reference.implied) continue
    const { schema, relation: name } = reference.referencing
    await client.query(`ALTER TABLE ${quoteQualified({ schema, name })} DROP CONSTRAINT IF EXISTS ${quoteName(reference.constraint)}`) // prettier-ignore
  }
  for (const { guard, deferrable, implied, referencing, constraint } of plan.references) {
    if (guard === null || guard === 'replicate' || deferrable !== 'initially deferred' || implied) continue
    const { schema, relation: name } = referencing
    await client.query(`ALTER TABLE ${quoteQualified({ schema, name })} ALTER CONSTRAINT ${quoteName(constraint)} DEFERRABLE INITIALLY IMMEDIATE`) // prettier-ignore
  }
  for (const object of decidersThatAreGone(plan)) {
    const [, kind, relation, name] = partOfRelation.exec(object)!
    if (kind === 'constraint') await client.query(`ALTER TABLE ${relation} DROP CONSTRAINT IF EXISTS ${name} CASCADE`)
    else await client.query(`DROP ${kind} IF EXISTS ${name} ON ${relation}`)
  }
}
