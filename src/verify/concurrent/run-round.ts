import { faults } from '../faults/fault-registry.ts'
import type { Rows } from '../histories/read-rows.ts'
import type { RelationShape } from '../histories/relation-shape.ts'
import { compareReplicas, findClosedKeys } from '../replay/compare-replicas.ts'
import type { Sides } from '../replay/replay-transaction.ts'
import type { ServiceSide } from '../replay/service-side.ts'
import type { Trouble } from '../replay/trouble.ts'
import { comeToRest, stopRunning } from './come-to-rest.ts'
import type { Round, SentTransaction } from './round.ts'
import { readLateAnswers, withClients } from './send-program.ts'
import { strikeFaults } from './strike-faults.ts'
import type { Topology } from './topology.ts'
import type { WatchedReference } from './watch-references.ts'
import { watchReferences } from './watch-references.ts'

/** What a round came to. */
export interface RecordedRound {
  readonly transactions: readonly SentTransaction[]
  /** At rest. */
  readonly rows: Rows
  /** Rows that named a key which was not there, where that must never be; sentences. */
  readonly orphans: readonly string[]
  readonly looks: number
  readonly troubles: readonly Trouble[]
}

/** Runs everything at once, from rest to rest. */
export async function runRound(sides: Sides, topology: Topology, round: Round): Promise<RecordedRound> {
  const { services } = sides.split
  const running = findRunning(services, round)
  for (const side of running) side.running!.service.start()
  const began = performance.now()
  const mayBeLost = round.faults.some(({ fault }) => faults.find(({ id }) => id === fault)!.cutsClients === true)
  const setting = { services, refusedByChoice: sides.refusedByChoice, now: () => performance.now() - began, mayBeLost }
  const { sent, looks, orphans } = await withClients(
    round.clients,
    (service) => sides.split.urlOf(service),
    setting,
    async (send) => {
      let isOver = false
      const watching = watchReferences(findWatched(sides, topology), () => isOver)
      const striking = strikeFaults(round.faults, running, services)
      const sending = send()
      // Whatever failed, nothing goes on by itself afterwards.
      await Promise.allSettled([sending, striking])
      isOver = true
      await striking
      return { sent: await sending, ...(await watching) }
    },
  )
  await stopRunning(running)
  // Where it is wrong already nothing has to come to rest, and may not.
  const troubles = orphans.length > 0 ? [] : [...(await comeToRest(services))]
  if (orphans.length + troubles.length === 0)
    troubles.push(...(await compareReplicas(services)), ...(await findClosedKeys(services)))
  return {
    transactions: await readLateAnswers(sent, setting),
    rows: await sides.split.rows(),
    orphans,
    looks,
    troubles,
  }
}

/** Those that are written to, and who votes on what they release, and so on. What others hear they hear at rest. */
function findRunning(services: ReadonlyMap<string, ServiceSide>, { clients }: Round): ServiceSide[] {
  const names = new Set(clients.map(({ service }) => service))
  for (const name of names)
    for (const { voters = [] } of services.get(name)!.running?.service.description.publishes ?? [])
      for (const { service } of voters) names.add(service)
  return [...names].map((name) => services.get(name)!).filter(({ running }) => running !== undefined)
}

function findWatched({ split, shapes, serviceOf }: Sides, { references }: Topology): WatchedReference[] {
  const end = (key: string): { readonly side: ServiceSide; readonly shape: RelationShape } => ({
    side: split.services.get(serviceOf(key))!,
    shape: shapes.find((shape) => shape.key === key)!,
  })
  return references.filter(({ isStrict }) => isStrict).map((reference) => ({ reference, from: end(reference.from), to: end(reference.to) })) // prettier-ignore
}
