import { everObjectsOf, type Catalog } from '../catalog/catalog.ts'
import type { Routine } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import type { NumberLists } from '../core/number-lists.ts'
import { compareText } from '../core/order.ts'

type Owners = (readonly string[])[]

/**
 * Routines that can be copied: they touch no data and call only what touches none, so that every copy does the same.
 * Bodies that cannot be read, or make SQL at run time, might touch anything. C has its own ways to data; hardly any uses
 * them.
 */
export function copyableRoutines(catalog: Catalog, users: NumberLists): ReadonlySet<ObjectId> {
  const tied = new Set<ObjectId>()
  const tieUsers = (id: ObjectId): void => {
    for (const user of users.of(id)) {
      const { kind } = catalog.objects[user]!
      if (kind === 'routine' || kind === 'type') tied.add(user)
    }
  }
  const routines = everObjectsOf(catalog, 'routine')
  for (const routine of routines) if (mayTouchData(routine)) tied.add(routine.id)
  for (const kind of ['relation', 'view', 'sequence'] as const)
    for (const { id } of everObjectsOf(catalog, kind)) tieUsers(id)
  // It grows while it is walked.
  for (const id of tied) tieUsers(id)
  return new Set(routines.map(({ id }) => id).filter((id) => !tied.has(id)))
}

function mayTouchData({ dynamic, opaque, language }: Routine): boolean {
  return dynamic.length > 0 || (opaque && language !== 'c' && language !== 'internal')
}

/**
 * Gives what is copied to the service that its schema belongs to and to every service that uses it, through other copies
 * too. What nobody uses and no schema places goes to those that share its schema, else to everybody.
 */
export function shareOwners(
  catalog: Catalog,
  owners: Owners,
  shared: readonly ObjectId[],
  homes: ReadonlyMap<string, readonly string[]>,
  users: NumberLists,
  services: readonly string[],
): void {
  const inside = new Set(shared)
  const uses = new Map<ObjectId, ObjectId[]>()
  const sets = new Map(
    shared.map((id) => {
      const home = homes.get(catalog.objects[id]!.schema)
      return [id, new Set(home?.length === 1 ? home : [])] as const
    }),
  )
  const link = (user: ObjectId, used: ObjectId): void => {
    if (uses.has(user)) uses.get(user)!.push(used)
    else uses.set(user, [used])
  }
  for (const id of shared) {
    for (const user of users.of(id))
      if (inside.has(user)) link(user, id)
      else for (const owner of owners[user]!) sets.get(id)!.add(owner)
    // A multirange is made with its range.
    const { of } = catalog.objects[id]!
    if (of === undefined || !inside.has(of)) continue
    link(of, id)
    link(id, of)
  }
  const spread = (): void => {
    const queue = new Set(shared)
    for (const id of queue) {
      queue.delete(id)
      for (const used of uses.get(id) ?? []) {
        const set = sets.get(used)!
        const before = set.size
        for (const owner of sets.get(id)!) set.add(owner)
        if (set.size > before) queue.add(used)
      }
    }
  }
  spread()
  for (const [id, set] of sets)
    if (set.size === 0) for (const owner of homes.get(catalog.objects[id]!.schema) ?? services) set.add(owner)
  spread()
  for (const [id, set] of sets) owners[id] = [...set].sort(compareText)
}
