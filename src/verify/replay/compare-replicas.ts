import { quoteLiteral, quoteName, quoteQualified } from '../../core/identifier.ts'
import type { ReplicatedKey } from '../../runtime/service/service-description.ts'
import type { ServiceSide } from './service-side.ts'
import type { Trouble } from './trouble.ts'

/** At rest every replica has the keys that are there; each written as it is there, unless `spell` makes one of both. */
export async function compareReplicas(
  services: ReadonlyMap<string, ServiceSide>,
  spell = (key: string): string => key,
): Promise<readonly Trouble[]> {
  const troubles: Trouble[] = []
  for (const side of services.values())
    for (const replica of side.running?.service.description.replicas ?? []) {
      const read = await Promise.all([readKept(side, replica), readThere(services, replica)])
      const [kept, there] = [new Set(read[0].map(spell)), read[1].map(spell)]
      const missing = there.filter((key) => !kept.has(key))
      const extra = [...kept].filter((key) => !there.includes(key))
      const tell = (what: string) => troubles.push({ service: side.name, what: `at rest the replica of ${replica.aggregate} ${what}` }) // prettier-ignore
      if (missing.length > 0) tell(`lacks ${missing.slice(0, 4).join(', ')}`)
      if (extra.length > 0) tell(`has ${extra.slice(0, 4).join(', ')}, which ${extra.length === 1 ? 'is' : 'are'} not there`) // prettier-ignore
    }
  return troubles
}

/** At rest no key is closed. */
export async function findClosedKeys(services: ReadonlyMap<string, ServiceSide>): Promise<readonly Trouble[]> {
  const troubles: Trouble[] = []
  for (const side of services.values())
    for (const replica of side.running?.service.description.replicas ?? [])
      if (await hasClosed(side, replica))
        troubles.push({ service: side.name, what: `at rest the replica of ${replica.aggregate} has a key that is still closed` }) // prettier-ignore
  return troubles
}

async function readKept({ client }: ServiceSide, { home, name, columns, stateOnly }: ReplicatedKey) {
  const table = quoteQualified({ schema: home, name: `${name}_${stateOnly === true ? 'state' : 'replica'}` })
  const names = stateOnly === true ? columns.map((_, at) => `key${at + 1}`) : columns.map(quoteName)
  return readKeys(client, `SELECT ${inWords(names)} FROM ${table}${stateOnly === true ? ' WHERE alive' : ''}`)
}

function readThere(services: ReadonlyMap<string, ServiceSide>, { source }: ReplicatedKey): Promise<readonly string[]> {
  const { client, running } = services.get(source.service)!
  const { relation, columns } = running!.service.description.publishes.find(({ key }) => key === source.key)!
  const names = columns.map(quoteName)
  const [schema, name] = relation
  const table = quoteQualified({ schema, name })
  // Rows of relations that inherit from it have no part in its keys; those of partitions have.
  const isOwn = `(tableoid = ${quoteLiteral(table)}::regclass OR (SELECT relkind = 'p' FROM pg_class WHERE oid = ${quoteLiteral(table)}::regclass))`
  const isWhole = names.map((each) => `${each} IS NOT NULL`)
  return readKeys(client, `SELECT ${inWords(names)} FROM ${table} WHERE ${[isOwn, ...isWhole].join(' AND ')}`)
}

async function hasClosed({ client }: ServiceSide, { home, name }: ReplicatedKey): Promise<boolean> {
  const state = quoteQualified({ schema: home, name: `${name}_state` })
  const { rows } = await client.query(`SELECT FROM ${state} WHERE closing IS NOT NULL AND alive LIMIT 1`)
  return rows.length > 0
}

async function readKeys(client: ServiceSide['client'], query: string): Promise<readonly string[]> {
  return (await client.query<{ key: string }>(query)).rows.map(({ key }) => key)
}

function inWords(names: readonly string[]): string {
  return `concat_ws(', ', ${names.map((name) => `${name}::text`).join(', ')}) AS key`
}
