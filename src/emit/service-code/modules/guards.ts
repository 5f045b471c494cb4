import { plainName, quoteColumns } from '../../../core/identifier.ts'
import { sortByText } from '../../../core/order.ts'
import type { SplitPlan } from '../../../plan/split-plan.ts'
import type { TypeScriptCode } from '../../../print/typescript.ts'
import { docComment, joinCode, listCode, literal, propertyKey, ts } from '../../../print/typescript.ts'
import type { DescribedGuard } from '../../references/describe-guards.ts'
import { describeGuards } from '../../references/describe-guards.ts'
import { asConstant, nameWords } from '../name-constants.ts'
import type { ServiceModule } from '../service-module.ts'
import { comment, findReplaced, tellReference } from '../tell-reference.ts'

/** What checks rows of references that no foreign key checks. */
export const guards: ServiceModule = {
  id: 'guards',
  print({ input, references }) {
    const described = references === undefined ? [] : describeGuards(input.catalog, references)
    if (described.length === 0) return undefined
    const words = nameWords(described.map(({ guard }) => guard.constraint))
    const names = words.map((word) => asConstant(word, 'Guard'))
    const services = [...new Set(described.map(({ guard }) => guard.key.service))]
    const declared = described.map((each, at) => declare(input.plan, names[at]!, each))
    const { text } = ts`import type { Lookup, ReferenceGuard } from 'fountain-split/runtime'
import { guardDialect } from 'fountain-split/runtime'
import type { Dialect } from 'kysely'

${joinCode(declared, '\n')}
/** All guards of this service. */
export const guards: readonly ReferenceGuard[] = ${listCode(names, 50)}

${printLookups(sortByText(services, (service) => service))}
${printDialect(described[0]!, services)}`
    return { text, exports: 'all' }
  },
}

function declare(plan: SplitPlan, name: TypeScriptCode, { reference, key, guard }: DescribedGuard): TypeScriptCode {
  const ids = reference.obligations.filter(({ kind }) => kind === 'guard-write').flatMap(({ references }) => references)
  const [schema, relation] = guard.relation
  const where = quoteColumns({ schema, name: relation }, guard.columns.map(({ from }) => from)) // prettier-ignore
  const [toSchema, to] = guard.key.relation
  const target = quoteColumns({ schema: toSchema, name: to }, guard.columns.map((column) => column.to)) // prettier-ignore
  const asked = reference.obligations.some((each) => each.kind === 'guard-write' && each.by === 'api')
    ? `service ${key.source.service} is asked`
    : 'a lookup of your choice is asked'
  const text = comment(
    `In the place of a foreign key from ${where} to ${target} of service ${key.source.service}: before a row is committed that names a key, ${asked} whether it exists, and the key is held. A row that names another is refused in the words of the constraint.`,
    findReplaced(plan, ids).flatMap(tellReference),
    'What bypasses it: SQL as text, other programs, COPY, writes through a view. Reconcile finds what they leave.',
  )
  return ts`${docComment(text)}export const ${name}: ReferenceGuard = ${literal(guard)}
`
}

function printLookups(services: readonly string[]): TypeScriptCode {
  const lines = services.map((service) => {
    const about = comment(`Whether keys of service ${service} exist.`)
    return ts`${docComment(about, '  ')}  readonly ${propertyKey(service)}: Lookup`
  })
  const about = comment(
    "Where the guards learn whether keys exist: a client of the other service's existence API, a look into its register while its database is within reach (both in api.ts), or 'local', what this service has heard of its keys.",
  )
  return ts`${docComment(about)}export interface Lookups {
${lines}
}
`
}

function printDialect({ guard }: DescribedGuard, services: readonly string[]): TypeScriptCode {
  const [schema, name] = guard.relation
  const table = ts`${plainName({ schema, name })}`.text
  const columns = guard.columns.map(({ from }) => `${propertyKey(from).text}: …`).join(', ')
  const lookups = services.map((service) => `${propertyKey(service).text}: 'local'`).join(', ')
  const about = comment(
    'Every INSERT and UPDATE that kysely builds passes the guards of its relation, in its own transaction or one of its own. A refusal is what pg throws for a foreign key: code 23503, constraint, table, detail; code 40001 where the key is about to go, and the transaction may be tried again. MERGE, a WITH that writes and streamed writes are not run.',
    [
      '    const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })',
      `    const dialect = guardWrites(new PostgresDialect({ pool }), { ${lookups} })`,
      '    const db = new Kysely<Database>({ dialect })',
      `    await db.insertInto(${table}).values({ ${columns} }).execute()`,
    ],
  )
  return ts`${docComment(about)}export function guardWrites(dialect: Dialect, lookups: Lookups): Dialect {
  return guardDialect(dialect, guards, { ...lookups })
}
`
}
