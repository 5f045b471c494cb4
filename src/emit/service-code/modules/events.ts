import { quoteColumns } from '../../../core/identifier.ts'
import type { SplitPlan } from '../../../plan/split-plan.ts'
import type { TypeScriptCode } from '../../../print/typescript.ts'
import { docComment, joinCode, listCode, literal, ts } from '../../../print/typescript.ts'
import type { PublishedKey } from '../../../runtime/service/service-description.ts'
import type { ServedKey } from '../../references/service-references.ts'
import { nameConstants } from '../name-constants.ts'
import type { ServiceModule } from '../service-module.ts'
import { comment, findReplaced, tellReference } from '../tell-reference.ts'

/** What the service tells other services about its keys. */
export const events: ServiceModule = {
  id: 'events',
  print({ input, references, description }) {
    if (references === undefined || description === undefined || description.publishes.length === 0) return undefined
    const names = nameConstants(
      description.publishes.map(({ key }) => key),
      'Key',
    )
    const served = new Map(references.referenced.flat().map((key) => [key.name, key]))
    const keys = description.publishes.map((key) => declare(input.plan, names.get(key.key)!, key, served.get(key.key)!))
    const { text } = ts`import type { PublishedKey } from 'fountain-split/runtime'

${joinCode(keys, '\n')}
/** All that this service tells. */
export const publishes: readonly PublishedKey[] = ${listCode([...names.values()], 50)}
`
    return { text, exports: 'all', describes: ['publishes'] }
  },
}

function declare(plan: SplitPlan, name: TypeScriptCode, published: PublishedKey, served: ServedKey): TypeScriptCode {
  const { relation, columns, subscribers } = published
  const [schema, table] = relation
  const told = served.refusals.length > 0 ? 'created and deleted' : 'created, changed and deleted'
  const change = served.refusals.length > 0 ? '; a change is refused' : ''
  const ids = served.obligations.flatMap((obligation) => obligation.references)
  const text = comment(
    `Keys ${quoteColumns({ schema, name: table }, columns)}: ${told} ones are told to ${listWords(subscribers.map(({ service }) => service))}, in the transaction in which that happens${change}.`,
    'In the place of these foreign keys, on their referenced side:',
    findReplaced(plan, ids).flatMap(tellReference),
  )
  return ts`${docComment(text)}export const ${name}: PublishedKey = ${literal(published)}
`
}

function listWords(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? 'nobody yet') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`
}
