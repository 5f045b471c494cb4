import type { TypeScriptCode } from '../../print/typescript.ts'
import { docComment, joinCode, literal, propertyKey, rawWord, ts } from '../../print/typescript.ts'
import type { ServiceDescription } from '../../runtime/service/service-description.ts'
import type { ModuleText, ServiceScene } from './service-module.ts'
import { comment } from './tell-reference.ts'

type Made = ModuleText & { readonly id: string }

/** `index.ts`: what the other files export, and how the service is started where there is something to run. */
export function printIndex({ service, description }: ServiceScene, made: readonly Made[]): string {
  const described = made.flatMap(({ id, describes = [] }) => describes.map((field) => ({ id, field: rawWord(field) })))
  const exported = made.map(
    ({ id, exports }) => ts`export ${rawWord(exports === 'types' ? 'type *' : '*')} from ${`./${id}.js`}`,
  )
  const head = docComment(`Service ${service.name}.`)
  if (description === undefined) return `${head.text}\n${exported.map(({ text }) => `${text}\n`).join('')}`
  return ts`import type { Service, ServiceDescription, StartOptions } from 'fountain-split/runtime'
import { startService } from 'fountain-split/runtime'
${described.map(({ id, field }) => ts`import { ${field} } from ${`./${id}.js`}`)}

${exported}

${describeService(
  description,
  described.map(({ field }) => field),
)}
${printStart(description)}`.text
}

function describeService(description: ServiceDescription, fields: readonly TypeScriptCode[]): TypeScriptCode {
  const written = new Set(fields.map(({ text }) => text))
  const lines = Object.entries(description).map(([field, value]) =>
    written.has(field) ? ts`  ${rawWord(field)},` : ts`  ${rawWord(field)}: ${literal(value, '  ')},`,
  )
  const text = `What service ${description.service} runs in the place of foreign keys to and from other services; a plain value.`
  return ts`${docComment(comment(text))}export const description: ServiceDescription = {
${lines}
}
`
}

function printStart({ service, role, publishes, replicas }: ServiceDescription): TypeScriptCode {
  const all = publishes.flatMap((key) =>
    [...(key.voters ?? []), ...(key.changeVoters ?? [])].map((each) => each.service),
  )
  const voters = all.filter((voter) => voter !== service)
  const kept = unique([...replicas.map(({ source }) => source.service), ...voters])
  const told = unique(publishes.flatMap(({ subscribers }) => subscribers.map((each) => each.service)))
  const onlyTold = told.filter((each) => !kept.includes(each))
  const types = [unionOf(kept), ...(onlyTold.length === 0 ? [] : [unionOf(onlyTold)])]
  const options = comment(
    `The databases of service ${service}, each a URL or a pool of pg: its own, as role ${role}; those of the services whose keys it keeps${voters.length > 0 ? ' or that vote on its own' : ''}; those of the services that it tells, unless a publisher carries its events.`,
  )
  const others = unique([...kept, ...told])
  const example = [
    '    const service = await start({',
    `      database: 'postgres://…',`,
    ...(others.length === 0
      ? []
      : ['      others: {', ...others.map((each) => `        ${propertyKey(each).text}: 'postgres://…',`), '      },']),
    '      hooks: { log: (level, message, facts) => console.log(level, message, facts) },',
    '    })',
    `    process.once('SIGTERM', () => void service.stop())`,
  ]
  const start = comment(
    `Runs relay and consumer of service ${service}, until \`stop()\` of what it gives. Hooks hear of everything: logs, metrics, traces, parked transactions. Throws ServiceProblem where the database is not ready, with what to do about it.`,
    example,
  )
  return ts`${docComment(options)}export type Options = StartOptions<${joinCode(types, ', ')}>

${docComment(start)}export function start(options: Options): Promise<Service> {
  return startService({ ...options, description })
}
`
}

function unionOf(names: readonly string[]): TypeScriptCode {
  return names.length === 0
    ? rawWord('never')
    : joinCode(
        names.map((name) => literal(name)),
        ' | ',
      )
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort()
}
