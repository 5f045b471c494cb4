import { quoteQualified } from '../../../core/identifier.ts'
import { findOrphans } from '../../../runtime/reconcile/find-orphans.ts'
import { compareReplicas } from '../../replay/compare-replicas.ts'
import { spellAlike } from '../../replay/spell-alike.ts'
import { orTrouble, settle } from '../../replay/settle.ts'
import type { Trouble } from '../../replay/trouble.ts'
import type { ServiceSide } from '../../replay/service-side.ts'
import { keepStart } from '../../replay/starting-point.ts'
import type { Fault } from '../fault.ts'

/**
 * One service forgets what was written after a backup. A new epoch begins there, and everybody reconciles. The services are
 * not what one database would be any more; but replicas must equal the keys that there are, and no row may be an orphan.
 */
export const restoredBackup: Fault = {
  id: 'restored-backup',
  words: 'a backup is made, to which the service goes back after what comes next',
  // It ends a history: often, and histories would be short.
  weight: 0.15,
  isSerial: true,
  async onBegin(services, random) {
    const side = random.pick([...services.values()])
    if (side.running === undefined || side.shared) return undefined
    const restore = await keepStart(side.client, 'fountain_scratch_backup')
    if (restore === undefined) return undefined
    return async () => {
      await side.client.query(restore)
      const { home, publishes } = side.running!.service.description
      if (publishes.length > 0)
        await side.client.query(`SELECT ${quoteQualified({ schema: home, name: 'begin_epoch' })}()`)
      side.running = await side.running!.restart()
      return mend(services)
    }
  },
}

/** What of it does not come to rest, or is not right then. */
async function mend(services: ReadonlyMap<string, ServiceSide>): Promise<readonly Trouble[]> {
  const troubles: Trouble[] = []
  // What one service takes back may end keys that another follows.
  for (const _ of services.keys()) {
    for (const side of services.values()) {
      const refused = await reconcile(side, troubles)
      // Rows that refuse to lose what they refer to are told to whoever reconciles: nothing can be said of the rest.
      if (refused) return []
    }
    troubles.push(...(await settle(services, services.keys(), {})))
    if (troubles.length > 0) return troubles
  }
  // Nobody is told again how a key is written that is there before and after.
  return [...(await compareReplicas(services, spellAlike)), ...(await findRowsWithoutKey(services))]
}

async function reconcile(side: ServiceSide, troubles: Trouble[]): Promise<boolean> {
  try {
    await side.running?.service.reconcile(0)
    return false
  } catch (error) {
    if (/^23(503|001)$/.test(String((error as { code?: unknown }).code))) return true
    await orTrouble(side, troubles, () => Promise.reject(error as Error))
    return false
  }
}

async function findRowsWithoutKey(services: ReadonlyMap<string, ServiceSide>): Promise<readonly Trouble[]> {
  const troubles: Trouble[] = []
  for (const { name, client, running } of services.values())
    for (const replica of running?.service.description.replicas ?? [])
      for (const reference of replica.references)
        for (const { key } of await findOrphans(client, replica, reference))
          troubles.push({
            service: name,
            what: `rows of ${reference.relation.join('.')} refer to nothing: ${key.join(', ')}`,
          })
  return troubles
}
