import { quoteLiteral, quoteName, quoteQualified } from '../../../core/identifier.ts'
import type { PublishedKey } from '../../../runtime/service/service-description.ts'
import { rowsWhere } from '../../histories/operation-sql.ts'
import type { Actor } from '../actor.ts'
import type { Outcome } from '../outcome.ts'
import { refusalOf } from '../outcome.ts'
import type { ServiceSide } from '../service-side.ts'

/** Milliseconds after which an answer does not come any more. */
const patience = 20_000

/** Asks for a row to go whose key other services have to agree about; the answer stands for what became of the DELETE. */
export const releaseKey: Actor = {
  id: 'release-key',
  async act(side, operations, services) {
    const [operation, ...more] = operations
    if (side.running === undefined || operation?.kind !== 'delete' || more.length > 0) return undefined
    const { home, publishes } = side.running.service.description
    const asked = publishes.filter((key) => isOf(key, operation.relation) && (key.voters ?? []).length > 0)
    const [key, ...others] = asked
    // Rows that hold several such keys, or none, and several rows at once, are deleted as they are.
    if (key === undefined || others.length > 0) return undefined
    const names = key.columns.map((name) => `${quoteName(name)}::text`).join(', ')
    const found = await side.client.query<(string | null)[]>({ text: `SELECT ${names} ${rowsWhere(operation)}`, rowMode: 'array' }) // prettier-ignore
    const [values, ...rest] = found.rows
    if (values === undefined || rest.length > 0 || values.includes(null)) return undefined
    const request = quoteQualified({ schema: home, name: `${key.key}_request_release` })
    let id: string
    try {
      const given = values.map((value) => quoteLiteral(value!)).join(', ')
      const { rows } = await side.client.query<{ id: string }>(`SELECT ${request}(${given}) AS id`)
      id = rows[0]!.id
    } catch (error) {
      return { outcome: { ...refusalOf(error, 0), statement: undefined }, written: [] }
    }
    const outcome = await answerOf(side, id, services)
    return { outcome, written: services.keys() }
  },
}

function isOf({ relation }: PublishedKey, [schema, name]: readonly [string, string]): boolean {
  return relation[0] === schema && relation[1] === name
}

/** Has every service do its part until there is an answer and nothing is left to do. */
async function answerOf(side: ServiceSide, id: string, services: ReadonlyMap<string, ServiceSide>): Promise<Outcome> {
  const { home } = side.running!.service.description
  const end = Date.now() + patience
  for (;;) {
    let busy = false
    for (const { running } of services.values()) if ((await running?.service.releases?.work()) === true) busy = true
    if (busy) continue
    const state = quoteQualified({ schema: home, name: 'release_state' })
    const { rows } = await side.client.query<Record<string, string | null>>(
      `SELECT * FROM ${state}(${quoteLiteral(id)})`,
    )
    const answer = rows[0]!
    if (answer['state'] === 'refused')
      return {
        statement: undefined,
        code: answer['sqlstate'] ?? '',
        constraint: answer['constraint_name'] ?? undefined,
        relation: answer['relation'] ?? undefined,
        message: answer['message'] ?? '',
      }
    if (answer['state'] !== 'open') return null
    if (Date.now() > end)
      return { statement: undefined, code: '', constraint: undefined, relation: undefined, message: 'nobody answered' }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
