import { quoteName, quoteQualified } from '../../core/identifier.ts'
import { findOrphans } from '../../runtime/reconcile/find-orphans.ts'
import type { ReplicatedKey } from '../../runtime/service/service-description.ts'
import type { ServiceSide } from '../replay/service-side.ts'
import type { Trouble } from '../replay/trouble.ts'

/** Replicas that do not hold exactly the keys that there are, and rows that refer to nothing. */
export async function findUnlikeReplica(services: ReadonlyMap<string, ServiceSide>): Promise<readonly Trouble[]> {
  const troubles: Trouble[] = []
  for (const side of services.values())
    for (const replica of side.running?.service.description.replicas ?? []) {
      const [kept, there] = [await readKept(side, replica), await readThere(services, replica)]
      if (JSON.stringify(kept) !== JSON.stringify(there))
        troubles.push({ service: side.name, what: `of ${replica.aggregate} it has ${inWords(kept)}, and there is ${inWords(there)}` }) // prettier-ignore
      for (const reference of replica.references)
        for (const { key } of await findOrphans(side.client, replica, reference))
          troubles.push({ service: side.name, what: `rows of ${reference.relation.join('.')} refer to nothing: ${key.join(', ')}` }) // prettier-ignore
    }
  return troubles
}

function readKept(side: ServiceSide, { home, name, columns, stateOnly }: ReplicatedKey): Promise<string[]> {
  if (stateOnly === true) return readKeys(side, { schema: home, name: `${name}_state` }, keyNames(columns), 'alive')
  return readKeys(side, { schema: home, name: `${name}_replica` }, columns, 'true')
}

function readThere(services: ReadonlyMap<string, ServiceSide>, { source, columns }: ReplicatedKey): Promise<string[]> {
  const register = { schema: source.home, name: `${source.key}_register` }
  return readKeys(services.get(source.service)!, register, keyNames(columns), 'alive')
}

function keyNames(columns: readonly string[]): string[] {
  return columns.map((_, at) => `key${at + 1}`)
}

/** As texts, sorted. */
async function readKeys(
  { client }: ServiceSide,
  relation: { readonly schema: string; readonly name: string },
  columns: readonly string[],
  condition: string,
): Promise<string[]> {
  const texts = columns.map((column) => `${quoteName(column)}::text`).join(', ')
  const { rows } = await client.query<{ key: string[] }>(
    `SELECT ARRAY[${texts}] AS key FROM ${quoteQualified(relation)} WHERE ${condition}`,
  )
  return rows.map(({ key }) => key.join(' ')).sort()
}

function inWords(keys: readonly string[]): string {
  return keys.length === 0 ? 'none' : keys.join(', ')
}
