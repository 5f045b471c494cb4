import { quoteColumns } from '../../../core/identifier.ts'
import { groupBy } from '../../../core/group.ts'
import { sortByText } from '../../../core/order.ts'
import type { TypeScriptCode } from '../../../print/typescript.ts'
import { docComment, joinCode, literal, rawWord, ts } from '../../../print/typescript.ts'
import type { AnsweredKey } from '../../../runtime/existence/answered-key.ts'
import { nameHomes } from '../../references/name-homes.ts'
import { aggregateType } from '../../reference-sql/reference-value.ts'
import { describeAnswers } from '../../references/describe-guards.ts'
import type { HeldKey } from '../../references/service-references.ts'
import { asConstant, nameWords } from '../name-constants.ts'
import type { ServiceModule, ServiceScene } from '../service-module.ts'
import { comment } from '../tell-reference.ts'

/** Which keys exist: the service's answers, and whom it may ask about those of others. */
export const api: ServiceModule = {
  id: 'api',
  print(scene) {
    const { references, input } = scene
    if (references === undefined) return undefined
    const constraintsOf = (ids: readonly string[]) =>
      input.plan.references.filter(({ id }) => ids.includes(id)).map(({ constraint }) => constraint)
    const answers = describeAnswers(references, constraintsOf)
    const asked = [...groupBy(references.replicated, ({ source }) => source.service).values()]
    if (answers.length + asked.length === 0) return undefined
    const parts = [
      ...(answers.length === 0 ? [] : [printAnswer(scene, references.home.schema, answers)]),
      ...printAsking(
        scene,
        sortByText(asked, ([first]) => first!.source.service),
      ),
    ]
    const names = ['AnsweredKey', 'ExistenceOptions', 'HttpExistenceOptions', 'RegisterExistenceOptions']
    const values = ['answerExistence', 'HttpExistence', 'RegisterExistence']
    const body = joinCode(parts, '\n')
    const used = (all: readonly string[]) => all.filter((name) => new RegExp(`\\b${name}\\b`).test(withoutComments(body.text))) // prettier-ignore
    const { text } = ts`import type { ${rawWord(used(names).join(', '))} } from 'fountain-split/runtime'
import { ${rawWord(used(values).join(', '))} } from 'fountain-split/runtime'

${body}`
    return { text, exports: 'all' }
  },
}

function withoutComments(text: string): string {
  return text.replaceAll(/^\s*\/?\*.*$/gm, '')
}

function printAnswer({ service }: ServiceScene, home: string, answers: readonly AnsweredKey[]): TypeScriptCode {
  const keys = answers.map(({ relation: [schema, name], columns }) => quoteColumns({ schema, name }, columns))
  const about = comment(
    `Says over HTTP which keys of service ${service.name} exist, or are gone: ${keys.join(', ')}. From the key register, as the service itself, not as whoever uses it. A fetch-style handler: \`HEAD\` one key, \`POST …:check\` up to 1,000.`,
    [
      '    const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })',
      `    const handler = answer({ pool, authorize: bearerToken(process.env.KEYS_TOKEN ?? '') })`,
      '    createServer(nodeListener(handler)).listen(8080)',
    ],
  )
  return ts`/** Keys that others may ask about, with the constraints that an answer stands for. */
export const answers: readonly AnsweredKey[] = ${literal(answers)}

${docComment(about)}export function answer(options: Omit<ExistenceOptions, 'home' | 'keys'>): (request: Request) => Promise<Response> {
  return answerExistence({ ...options, home: ${home}, keys: answers })
}
`
}

/** Per service whose keys are named here: a client, and a look into its register. */
function printAsking({ input }: ServiceScene, asked: readonly (readonly HeldKey[])[]): TypeScriptCode[] {
  const services = asked.map(([first]) => first!.source.service)
  const words = nameWords(services)
  const homes = nameHomes(input)
  return asked.map((keys, at) => {
    const service = services[at]!
    const name = words[at]!
    const named = keys.map(({ source, columns }) => ({
      aggregate: aggregateType(service, source.key),
      key: source.key,
      columns: columns.map((column) => column.name),
    }))
    const spelled = keys.map(({ source, columns }) => quoteColumns(source.relation, columns.map((column) => column.name))).join(', ') // prettier-ignore
    const ask = comment(
      `Asks service ${service} which of its keys exist: ${spelled}. With timeouts, retries, batches and a breaker; throws ExistenceUnavailable where nobody can tell.`,
      [
        `    const ${asConstant(name, '').text} = ask${name.text}({ url: 'https://…', headers: () => ({ authorization: 'Bearer …' }) })`,
        `    await ${asConstant(name, '').text}.find(${literal(named[0]!.aggregate).text}, [${named[0]!.columns.map(() => `'…'`).join(', ')}])`,
      ],
    )
    const look = comment(
      `Looks into the register of service ${service} itself, while its database is within reach: a pool to it, as a role that may read there.`,
    )
    const list = asConstant(name, 'Keys')
    return ts`${docComment(`Keys of service ${service} that rows of this one name.`)}const ${list} = ${literal(named)}

${docComment(ask)}export function ask${name}(options: Omit<HttpExistenceOptions, 'keys'>): HttpExistence {
  return new HttpExistence({ ...options, keys: ${list} })
}

${docComment(look)}export function lookInto${name}(options: Omit<RegisterExistenceOptions, 'home' | 'keys'>): RegisterExistence {
  return new RegisterExistence({ ...options, home: ${homes.get(service)!.schema}, keys: ${list} })
}
`
  })
}
