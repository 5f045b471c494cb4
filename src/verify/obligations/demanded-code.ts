import { aggregateType } from '../../emit/reference-sql/reference-value.ts'
import type { ServiceReferences } from '../../emit/references/service-references.ts'
import type { Obligation } from '../../plan/obligation.ts'
import type { SplitPlan } from '../../plan/split-plan.ts'
import { literal } from '../../print/typescript.ts'

/** A file of a service's code, what must stand in it, and what that is, in words. */
export interface DemandedCode {
  readonly file: string
  readonly text: string
  readonly words: string
}

/**
 * What stands for an obligation in the code of who must fulfil it: a relay or consumer that nobody starts does nothing, and
 * neither does a guard that nobody can put before a write.
 */
export function demandedCode(
  obligation: Obligation,
  services: readonly ServiceReferences[],
  plan: Pick<SplitPlan, 'references'>,
): readonly DemandedCode[] {
  const { key, service } = obligation
  const names = services.flatMap(({ referenced }) => referenced.flat()).filter(({ home, relation, columns }) =>
    home.service === key.service && relation.schema === key.schema && relation.name === key.relation && columns.every(({ name }) => key.columns.includes(name)) && columns.length === key.columns.length) // prettier-ignore
  const mentions = (file: string, verb: string): DemandedCode[] =>
    names.map(({ name }) => {
      const aggregate = aggregateType(key.service, name)
      return { file, text: `aggregate: ${literal(aggregate).text}`, words: `${aggregate}, to ${verb}` }
    })
  const start = { file: 'index.ts', text: 'export function start(', words: `what starts ${service}` }
  switch (obligation.kind) {
    case 'publish-events':
      return [...mentions('events.ts', 'tell'), start]
    case 'keep-replica':
    case 'consume-events':
      return [...mentions('consumer.ts', 'follow'), start]
    // The consumer does the action, and the release's worker, which runs with it, votes.
    case 'apply-action':
      return [...mentions('consumer.ts', 'act for'), start]
    case 'vote-on-release':
      return [...(service === key.service ? [] : mentions('consumer.ts', 'vote on')), start]
    case 'reconcile':
      return [start]
    case 'guard-write':
      return obligation.by === 'native-key' ? [] : guardsOf(obligation, plan)
    case 'answer-existence':
      return [...mentions('api.ts', 'answer for'), exported('api.ts', 'answer', 'what answers')]
    case 'coordinate-release':
      // What refuses every change of the key leaves nobody to ask.
      if (obligation.on === 'update' && refusesChange(obligation, plan)) return [start]
      return [
        ...names.map(({ name }) => ({ file: 'sagas.ts', text: `name: ${literal(name).text} }`, words: `the release of ${name}` })), // prettier-ignore
        obligation.on === 'update'
          ? exported('sagas.ts', 'keyChanges', 'what asks for changes of keys')
          : exported('sagas.ts', 'releases', 'what asks for releases'),
        start,
      ]
    // A trigger refuses.
    case 'refuse-key-change':
      return []
  }
}

function refusesChange({ key }: Obligation, { references }: Pick<SplitPlan, 'references'>): boolean {
  const columns = JSON.stringify(key.columns.toSorted())
  return references.some(
    ({ referenced, update }) =>
      update?.reaction === 'refuse' &&
      referenced.schema === key.schema &&
      referenced.relation === key.relation &&
      JSON.stringify(referenced.columns.toSorted()) === columns,
  )
}

function guardsOf({ references }: Obligation, plan: Pick<SplitPlan, 'references'>): DemandedCode[] {
  const guards = plan.references
    .filter(({ id }) => references.includes(id))
    .map(({ constraint }) => ({ file: 'guards.ts', text: `constraint: ${literal(constraint).text}`, words: `the guard of ${constraint}` })) // prettier-ignore
  return [...guards, exported('guards.ts', 'guardWrites', 'what puts guards before writes')]
}

function exported(file: string, name: string, words: string): DemandedCode {
  return { file, text: `export function ${name}(`, words }
}
