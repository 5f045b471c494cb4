import type { ServiceReferences } from '../../emit/references/service-references.ts'
import { aggregateType } from '../../emit/reference-sql/reference-value.ts'
import type { Obligation } from '../../plan/obligation.ts'
import { literal } from '../../print/typescript.ts'

/** A file of a service's code, what must stand in it, and what that is, in words. */
export interface DemandedCode {
  readonly file: string
  readonly text: string
  readonly words: string
}

/** What stands for an obligation in the code of who must fulfil it: a relay or consumer that nobody starts does nothing. */
export function demandedCode(obligation: Obligation, services: readonly ServiceReferences[]): readonly DemandedCode[] {
  const { key, service, kind } = obligation
  const names = services.flatMap(({ referenced }) => referenced.flat()).filter(({ home, relation, columns }) =>
    home.service === key.service && relation.schema === key.schema && relation.name === key.relation && columns.every(({ name }) => key.columns.includes(name)) && columns.length === key.columns.length) // prettier-ignore
  const mentions = (file: string, verb: string): DemandedCode[] =>
    names.map(({ name }) => {
      const aggregate = aggregateType(key.service, name)
      return { file, text: `aggregate: ${literal(aggregate).text}`, words: `${aggregate}, to ${verb}` }
    })
  const start = { file: 'index.ts', text: 'export function start(', words: `what starts ${service}` }
  switch (kind) {
    case 'publish-events':
      return [...mentions('events.ts', 'tell'), start]
    case 'keep-replica':
    case 'consume-events':
      return [...mentions('consumer.ts', 'follow'), start]
    case 'reconcile':
      return [start]
    case 'guard-write':
    case 'answer-existence':
    case 'apply-action':
    case 'coordinate-release':
    case 'vote-on-release':
    case 'refuse-key-change':
      return []
  }
}
