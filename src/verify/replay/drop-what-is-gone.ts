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

/** Takes from the original what the split does without, and references that are not replaced: nobody has to prove them. */
export async function dropWhatIsGone(client: ClientBase, plan: SplitPlan): Promise<void> {
  for (const reference of plan.references) {
    if (isReplaced(reference) || reference.implied) continue
    const { schema, relation: name } = reference.referencing
    await client.query(`ALTER TABLE ${quoteQualified({ schema, name })} DROP CONSTRAINT IF EXISTS ${quoteName(reference.constraint)}`) // prettier-ignore
  }
  for (const object of decidersThatAreGone(plan)) {
    const [, kind, relation, name] = partOfRelation.exec(object)!
    if (kind === 'constraint') await client.query(`ALTER TABLE ${relation} DROP CONSTRAINT IF EXISTS ${name} CASCADE`)
    else await client.query(`DROP ${kind} IF EXISTS ${name} ON ${relation}`)
  }
}
