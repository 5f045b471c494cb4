import type { TypeScriptCode } from '../../../print/typescript.ts'
import { docComment, joinCode, literal, propertyKey, rawWord, ts } from '../../../print/typescript.ts'
import type { Creation, CreationMember } from '../../creations/creation.ts'
import type { ServiceReferences } from '../../references/service-references.ts'
import { createOf, printCreation } from '../print-creation.ts'
import { printRowType } from '../print-row-type.ts'
import type { ServiceModule } from '../service-module.ts'
import { comment } from '../tell-reference.ts'

/** What the service makes together with other services, as far as the catalog shows it: starting points for operations of the user's. */
export const operations: ServiceModule = {
  id: 'operations',
  print({ input, references }) {
    if (references === undefined || references.creations.length === 0) return undefined
    const { creations } = references
    const members = creations.flatMap(({ member, partners }) => [...partners, member])
    const types = new Map(members.map((each) => [each.type, each]))
    const body = ts`
${[...types.values()].map((each) => printRowType(input.catalog, each))}
${creations.map((creation) => printCreation(creation, references.service))}
${printCreations(creations, references)}
${printStart(creations, references)}`
    const used = ['deleteRow', 'insertRow', 'PostgresSagaPost', 'releaseRow', 'runSaga', 'saga', 'SagaWorker']
    const imports = used.filter((name) => new RegExp(`\\b${name}[(<]`).test(body.text))
    const head = ts`import type { RuntimeHooks, Saga, SagaOptions, SagaOutcome, SagaPace } from 'fountain-split/runtime'
import { ${rawWord(imports.join(', '))} } from 'fountain-split/runtime'
import type { Pool } from 'pg'
`
    return { text: `${head.text}${body.text}`, exports: 'all' }
  },
}

function printCreations(creations: readonly Creation[], { service, home }: ServiceReferences): TypeScriptCode {
  const text = comment(
    'Makes rows together with those of other services: all of them, or none. Between the steps others see what is done so far.',
    [
      '    const create = creations(pool)',
      `    const answer = await create.${propertyWord(creations[0]!.member)}({ … })`,
      "    if (answer.outcome === 'refused') console.log(answer.service, answer.message)",
    ],
  )
  return ts`${docComment(text)}export function creations(pool: Pool) {
  const origin = ${literal({ service, home: home.schema })}
  return {
${creations.map(({ member }) => {
  const type = rawWord(`${member.type}Creation`)
  return ts`    ${rawWord(propertyWord(member))}: (rows: ${type}, options?: SagaOptions): Promise<SagaOutcome<${type}>> =>
      runSaga(pool, origin, ${createOf(member)}, rows, options),`
})}
  }
}
`
}

/** Of all that are created, no two have the same. */
function propertyWord({ type }: CreationMember): string {
  return `${type[0]!.toLowerCase()}${type.slice(1)}`
}

function printStart(creations: readonly Creation[], { service, home }: ServiceReferences): TypeScriptCode {
  const members = creations.flatMap(({ member, partners }) => [member, ...partners])
  const homes = new Map(members.map((each) => [each.home.service, each.home]))
  const others = [...homes.values()].filter((each) => each.service !== service)
  const names = others.map((each) => each.service).toSorted()
  const options = comment(
    `\`pool\` connects as role ${home.serviceRole}, which does the steps, and holds three connections or more; \`others\` are the databases of the other services, as a role that may write into their saga_message: ${others.map((each) => each.runtimeRole).join(', ')}. \`sagas\`: those of your own, besides.`,
  )
  const start = comment(
    `Does what service ${service} has to do of what is made together with other services, until \`stop()\` of what it gives. Any number may run.`,
  )
  const places = names.map((name) => {
    const of = /^[A-Za-z_$][\w$]*$/.test(name) ? ts`others.${propertyKey(name)}` : ts`others[${name}]`
    return ts`      ${propertyKey(name)}: { pool: ${of}, home: ${homes.get(name)!.schema} },`
  })
  return ts`${docComment(options)}export interface OperationsOptions {
  readonly pool: Pool
  readonly others: Readonly<Record<${joinCode(
    names.map((name) => literal(name)),
    ' | ',
  )}, Pool>>
  readonly sagas?: readonly Saga<object>[]
  readonly pace?: SagaPace
  readonly hooks?: RuntimeHooks
}

${docComment(start)}export function startOperations({ pool, others, sagas = [], pace, hooks }: OperationsOptions): SagaWorker {
  const worker = new SagaWorker({
    service: ${service},
    pool,
    home: ${home.schema},
    sagas: [${joinCode(
      creations.map(({ member }) => createOf(member)),
      ', ',
    )}, ...sagas],
    post: new PostgresSagaPost({
${places}
    }),
    ...pace,
    ...(hooks && { hooks }),
  })
  worker.start()
  return worker
}
`
}
