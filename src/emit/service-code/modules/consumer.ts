import { quoteColumns } from '../../../core/identifier.ts'
import type { SplitPlan } from '../../../plan/split-plan.ts'
import type { TypeScriptCode } from '../../../print/typescript.ts'
import { docComment, joinCode, listCode, literal, ts } from '../../../print/typescript.ts'
import type { ReplicatedKey } from '../../../runtime/service/service-description.ts'
import { divideReferences } from '../../references/divide-references.ts'
import type { HeldKey, HeldReference } from '../../references/service-references.ts'
import { nameConstants } from '../name-constants.ts'
import type { ServiceModule } from '../service-module.ts'
import { comment, findReplaced, tellReference } from '../tell-reference.ts'

/** Whose keys the service keeps, and follows. */
export const consumer: ServiceModule = {
  id: 'consumer',
  print({ input, references, description }) {
    if (references === undefined || description === undefined || description.replicas.length === 0) return undefined
    const names = nameConstants(
      description.replicas.map(({ name }) => name),
      'Replica',
    )
    const held = new Map(references.replicated.map((key) => [key.name, key]))
    const keys = description.replicas.map((key) => declare(input.plan, names.get(key.name)!, key, held.get(key.name)!))
    const { text } = ts`import type { ReplicatedKey } from 'fountain-split/runtime'

${joinCode(keys, '\n')}
/** All that this service follows. */
export const replicas: readonly ReplicatedKey[] = ${listCode([...names.values()], 50)}
`
    return { text, exports: 'all', describes: ['replicas'] }
  },
}

function declare(plan: SplitPlan, name: TypeScriptCode, replica: ReplicatedKey, held: HeldKey): TypeScriptCode {
  const key = quoteColumns(held.source.relation, replica.columns)
  const { references, guarded, stateOnly } = divideReferences(held)
  const tell = (those: readonly HeldReference[]) =>
    findReplaced(plan, those.flatMap(({ obligations }) => obligations.filter(({ kind }) => kind === 'guard-write').flatMap((each) => each.references))).flatMap(tellReference) // prettier-ignore
  const native = ['Native foreign keys lean on it, each in the place of one that crossed:', tell(references)]
  const own = [
    'What happens to rows that name such a key is done when its event is applied; guards.ts checks them when they are written. In the place of:',
    tell(guarded),
  ]
  const what = stateOnly
    ? `Keys ${key} of ${held.source.service}, alive or gone, as far as this service has heard: their state, kept by their events.`
    : `Keys ${key} of ${held.source.service} that are alive, as far as this service has heard: a replica, kept by their events. A row that names any other key is refused, also one that is too new to have been heard of.`
  const text = comment(what, ...(references.length > 0 ? native : []), ...(guarded.length > 0 ? own : []))
  return ts`${docComment(text)}export const ${name}: ReplicatedKey = ${literal(replica)}
`
}
