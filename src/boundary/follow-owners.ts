import { everObjectsOf, type Catalog } from '../catalog/catalog.ts'
import type { CatalogObject, ForeignKey, Use } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { NumberLists } from '../core/number-lists.ts'
import { compareText } from '../core/order.ts'
import type { Assigned } from './assign-relations.ts'
import { strayPartition } from './boundary-diagnostics.ts'
import { schemaHomes } from './schema-homes.ts'
import { copyableRoutines, shareOwners } from './share-owners.ts'

const nobody: readonly string[] = []

/**
 * Owners of everything that is not assigned by rule: parts go with their relation, partitions with their root, owned
 * sequences with their table; views and routines with their schema, or with what they touch where services share it;
 * types, collations, routines that touch no data, schemas and extensions with all that use them.
 */
export function followOwners(
  catalog: Catalog,
  assigned: Assigned,
  services: readonly string[],
  diagnostics: Diagnostic[],
): (readonly string[])[] {
  const owners: (readonly string[])[] = catalog.objects.map(() => nobody)
  const single = new Map(services.map((service) => [service, [service]] as const))
  const one = (service: string | undefined): readonly string[] =>
    service === undefined ? nobody : (single.get(service) ?? [service])

  for (const { id } of everObjectsOf(catalog, 'relation')) owners[id] = one(assigned.services.get(rootOf(catalog, id)))
  reportStrayPartitions(catalog, assigned, owners, diagnostics)

  const homes = schemaHomes(catalog, owners)
  const users = usersOf(catalog)
  const copyable = copyableRoutines(catalog, users)
  const isProgram = (object: CatalogObject): boolean =>
    object.kind === 'view' || (object.kind === 'routine' && !copyable.has(object.id))
  const programs = [...everObjectsOf(catalog, 'view'), ...everObjectsOf(catalog, 'routine')]
    .filter(isProgram)
    .sort((a, b) => a.id - b.id)
  for (const object of everObjectsOf(catalog, 'view')) {
    const explicit = assigned.services.get(object.id)
    if (explicit !== undefined) owners[object.id] = one(explicit)
  }
  // Views and routines need each other: those of an unshared schema first, then the others by what they touch.
  for (const object of programs) {
    if (owners[object.id] !== nobody) continue
    const sharing = homes.get(object.schema)
    if (sharing?.length === 1) owners[object.id] = sharing
  }
  const reach: Reach = { catalog, owners, homes, users, services, isProgram }
  for (const object of programs) if (owners[object.id] === nobody) owners[object.id] = ownersByTouch(reach, object)
  for (const object of catalog.objects)
    if (object.of !== undefined) owners[object.id] = ownersOfPart(catalog, object, owners)
  for (const object of everObjectsOf(catalog, 'sequence'))
    owners[object.id] = object.ownedBy === undefined ? sequenceOwner(object, owners, homes, users) : owners[object.ownedBy.relation]! // prettier-ignore
  for (const { id } of everObjectsOf(catalog, 'extension')) owners[id] = services
  const copied = [...everObjectsOf(catalog, 'type'), ...everObjectsOf(catalog, 'other').filter(isCollation)]
  const shared = [...copied.map(({ id }) => id), ...copyable].sort((a, b) => a - b)
  shareOwners(catalog, owners, shared, homes, users, services)
  for (const object of everObjectsOf(catalog, 'other'))
    if (!isCollation(object)) owners[object.id] = otherOwners(reach, object)
  for (const object of everObjectsOf(catalog, 'publication')) owners[object.id] = otherOwners(reach, object)
  const inSchema = schemaOwners(catalog, owners)
  for (const object of everObjectsOf(catalog, 'schema')) owners[object.id] = inSchema.get(object.name) ?? services
  return owners
}

function isCollation(object: CatalogObject): boolean {
  return object.kind === 'other' && object.form === 'collation'
}

type Owners = readonly (readonly string[])[]
type Homes = ReadonlyMap<string, readonly string[]>

/** What decides where a view or routine goes. */
interface Reach {
  readonly catalog: Catalog
  readonly owners: Owners
  readonly homes: Homes
  /** By object, the objects that use it. */
  readonly users: NumberLists
  readonly services: readonly string[]
  readonly isProgram: (object: CatalogObject) => boolean
}

/** The root of a partition tree; the relation itself where it is no partition. */
function rootOf(catalog: Catalog, id: ObjectId): ObjectId {
  let at = id
  for (let steps = 0; steps < 64; steps++) {
    const object = catalog.objects[at]
    if (object?.kind !== 'relation' || object.partitionOf === undefined) break
    at = object.partitionOf
  }
  return at
}

function reportStrayPartitions(catalog: Catalog, assigned: Assigned, owners: Owners, diagnostics: Diagnostic[]): void {
  for (const id of assigned.explicit) {
    const object = catalog.objects[id]!
    if (object.kind !== 'relation' || object.dropped || object.partitionOf === undefined) continue
    const own = assigned.services.get(id)
    const root = owners[id]![0]
    if (own === root || own === undefined) continue
    diagnostics.push(strayPartition(catalog, object, own, catalog.objects[rootOf(catalog, id)]!, root))
  }
}

/** By object, the objects that use it. */
function usersOf(catalog: Catalog): NumberLists {
  const users = new NumberLists(catalog.objects.length)
  for (const { id, uses, pastUses } of catalog.objects) {
    for (const use of uses) users.add(use.to, id)
    if (pastUses !== undefined) for (const use of pastUses) users.add(use.to, id)
  }
  // Keys are compared as in the referenced relation, also by who keeps a copy of them.
  for (const key of everObjectsOf(catalog, 'foreign-key'))
    for (const collation of keyCollations(catalog, key)) users.add(collation, key.id)
  return users
}

/** Collations of the columns that a foreign key refers to, those of domains too. */
function keyCollations(catalog: Catalog, { referenced, referencedColumns }: ForeignKey): ObjectId[] {
  const found: ObjectId[] = []
  const follow = (uses: readonly Use[], depth: number): void => {
    for (const { to } of uses) {
      const object = catalog.objects[to]!
      if (isCollation(object)) found.push(to)
      else if (object.kind === 'type' && object.form === 'domain' && depth < 8)
        follow(object.uses.filter(({ role }) => role === 'type-base'), depth + 1) // prettier-ignore
    }
  }
  const uses = catalog.objects[referenced]?.uses ?? []
  follow(uses.filter(({ role, column }) => role === 'column-type' && column !== undefined && referencedColumns.includes(column)), 0) // prettier-ignore
  return found
}

function ownersOfPart(catalog: Catalog, object: CatalogObject, owners: Owners): readonly string[] {
  let at = object.of
  for (let steps = 0; at !== undefined && steps < 8; steps++) {
    const whole = catalog.objects[at]!
    if (whole.of === undefined) return owners[at]!
    at = whole.of
  }
  return nobody
}

/** Of a view or routine in a schema that several services share, or that has no relations. */
function ownersByTouch(reach: Reach, object: CatalogObject): readonly string[] {
  const touched = new Map<string, number>()
  countTouched(reach, object, touched, new Set())
  const ranked = [...touched].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))
  if (ranked.length > 0) return [ranked[0]![0]]
  const found = collectUsers(reach, object.id, new Set())
  if (found.size > 0) return [...found].sort(compareText)
  return reach.homes.get(object.schema) ?? reach.services
}

/** Counts the relations' owners that an object reaches, through views and routines that have no owner of their own. */
function countTouched(reach: Reach, object: CatalogObject, touched: Map<string, number>, seen: Set<ObjectId>): void {
  seen.add(object.id)
  for (const use of object.uses) {
    const target = reach.catalog.objects[use.to]!
    if (target.kind === 'relation')
      for (const owner of reach.owners[target.id]!) touched.set(owner, (touched.get(owner) ?? 0) + 1)
    else if (reach.isProgram(target) && !seen.has(target.id)) countTouched(reach, target, touched, seen)
  }
}

/** Services of what uses an object, however indirectly. */
function collectUsers(reach: Reach, id: ObjectId, seen: Set<ObjectId>): Set<string> {
  const { catalog, owners, users } = reach
  const found = new Set<string>()
  seen.add(id)
  for (const user of users.of(id)) {
    const direct = owners[user]!.length > 0 ? owners[user]! : ownersOfPart(catalog, catalog.objects[user]!, owners)
    for (const owner of direct) found.add(owner)
    if (direct.length === 0 && !seen.has(user)) for (const owner of collectUsers(reach, user, seen)) found.add(owner)
  }
  return found
}

/** A sequence without an owner: the one service that draws from it, else that of its schema. */
function sequenceOwner(object: CatalogObject, owners: Owners, homes: Homes, users: NumberLists): readonly string[] {
  const home = homes.get(object.schema) ?? nobody
  if (home.length === 1) return home
  const drawing = new Set(users.of(object.id).flatMap((user) => owners[user]!))
  const sorted = [...drawing].sort(compareText)
  const first = sorted[0] ?? home[0]
  return first === undefined ? nobody : [first]
}

/**
 * Publications: with all that they carry. Statistics: with their relation. Operators, casts …: where all is that they are
 * made of; where that is nowhere, wherever any of it is.
 */
function otherOwners({ catalog, owners, homes, services }: Reach, object: CatalogObject): readonly string[] {
  const carried = object.uses.filter(({ role }) => role === 'publication' || role === 'statistics')
  if (carried.length === 0 && object.uses.length > 0) {
    const everywhere = services.filter((service) => object.uses.every((use) => owners[use.to]!.includes(service)))
    if (everywhere.length > 0) return everywhere
  }
  const found = new Set<string>()
  for (const { to } of carried.length > 0 ? carried : object.uses) {
    const { kind, name } = catalog.objects[to]!
    for (const owner of kind === 'schema' ? (homes.get(name) ?? nobody) : owners[to]!) found.add(owner)
  }
  return found.size > 0 ? [...found].sort(compareText) : (homes.get(object.schema) ?? services)
}

/** By schema, the services that have anything in it, dropped things too: their migrations need it on the way. */
function schemaOwners(catalog: Catalog, owners: Owners): Map<string, readonly string[]> {
  const sets = new Map<string, Set<string>>()
  const give = (schema: string, services: readonly string[]): void => {
    let set = sets.get(schema)
    if (set === undefined) sets.set(schema, (set = new Set()))
    for (const service of services) set.add(service)
  }
  let last: readonly string[] | undefined
  let lastSchema = ''
  for (const object of catalog.objects) {
    const mine = owners[object.id]!
    // Neighbours mostly stand together.
    if (object.schema !== '' && (object.schema !== lastSchema || mine !== last)) give(object.schema, mine)
    last = mine
    lastSchema = object.schema
    for (const use of object.uses) {
      const used = catalog.objects[use.to]!
      if (used.kind === 'schema') give(used.name, owners[object.id]!)
    }
  }
  return new Map(
    [...sets].filter(([, set]) => set.size > 0).map(([schema, set]) => [schema, [...set].sort(compareText)]),
  )
}
