import type { Boundary } from '../boundary/boundary.ts'
import { displayName, type Catalog } from '../catalog/catalog.ts'
import type { CatalogObject, Use } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import { groupBy } from '../core/group.ts'
import { NumberLists } from '../core/number-lists.ts'
import type { Coupling, CouplingEnd, CouplingKind } from './coupling.ts'
import { evidenceOfUse, nameOfUser } from './couplings-of-uses.ts'

/** An object that a service has to do without, and what that is due to: one end in each other service. */
interface Loss {
  readonly object: ObjectId
  readonly service: string
  readonly roots: readonly Coupling[]
}

/**
 * What crosses nothing itself but needs something that is cut, and what needs that: a view over a view over two services,
 * a trigger whose function is left out. Told with the far end that is the cause, once for each service there.
 */
export function followCuts(catalog: Catalog, boundary: Boundary, direct: readonly Coupling[]): Coupling[] {
  const followers: Coupling[] = []
  const cuts = groupBy(direct.filter(cutsWhole), ({ object, from }) => `${object} ${from.service}`)
  if (cuts.size === 0) return followers
  const users = usersOf(catalog)
  const lost = new Map<string, Loss>()
  const queue: Loss[] = []
  const lose = (object: ObjectId, service: string, roots: readonly Coupling[]): void => {
    const key = `${object} ${service}`
    if (lost.has(key)) return
    const loss = { object, service, roots }
    lost.set(key, loss)
    queue.push(loss)
  }
  for (const couplings of cuts.values())
    lose(couplings[0]!.object, couplings[0]!.from.service, oneForEachService(couplings))
  for (let loss = queue.shift(); loss !== undefined; loss = queue.shift())
    for (const { user, use } of usesOf(catalog, users, loss.object)) {
      const { object, service, roots } = loss
      if (user.dropped || lost.has(`${user.id} ${service}`) || !boundary.owners[user.id]!.includes(service)) continue
      const kind = kindOf(user, use)
      if (kind === undefined) continue
      const cut = user.kind === 'relation' ? use.part : undefined
      const name = displayName(catalog, catalog.objects[object]!)
      for (const root of roots)
        followers.push({
          kind,
          from: { service, object: nameOfUser(catalog, user, use.column) },
          to: root.to,
          evidence: evidenceOfUse(catalog, use),
          outcome: 'cut',
          resolution: `${partOf(user, use)}: it needs ${name}, which is left out.`,
          object: user.id,
          target: root.target,
          follows: object,
          ...(cut === undefined ? {} : { cut: { statement: use.statement, part: cut } }),
        })
      if (user.kind !== 'relation') lose(user.id, service, roots)
    }
  return unique(followers)
}

/** By object, the objects that use it, each once, in order. */
function usersOf(catalog: Catalog): NumberLists {
  const users = new NumberLists(catalog.objects.length)
  for (const { id, uses } of catalog.objects) for (const { to } of uses) if (users.lastOf(to) !== id) users.add(to, id)
  return users
}

function usesOf(catalog: Catalog, users: NumberLists, object: ObjectId): { user: CatalogObject; use: Use }[] {
  return users.of(object).flatMap((id) => {
    const user = catalog.objects[id]!
    return user.uses.filter(({ to }) => to === object).map((use) => ({ user, use }))
  })
}

/** Whether the whole object is cut. Keys and relations stay, or go by other rules. */
function cutsWhole({ kind, outcome, cut }: Coupling): boolean {
  return outcome === 'cut' && cut === undefined && kind !== 'foreign-key'
}

function oneForEachService(couplings: readonly Coupling[]): Coupling[] {
  const first = new Map<string, Coupling>()
  for (const coupling of couplings) if (!first.has(coupling.to.service)) first.set(coupling.to.service, coupling)
  return [...first.values()]
}

const kinds: Partial<Record<CatalogObject['kind'], CouplingKind>> = {
  view: 'view',
  routine: 'routine',
  trigger: 'trigger',
  policy: 'policy',
  rule: 'rule',
  constraint: 'check',
  index: 'check',
  type: 'type',
}

/** Undefined for what does not suffer: publications are chosen anew, an owned sequence stays. */
function kindOf(user: CatalogObject, use: Use): CouplingKind | undefined {
  if (user.kind !== 'relation') return kinds[user.kind]
  if (use.role === 'column-default') return 'default'
  if (use.role === 'generated') return 'generated-column'
  return use.role === 'column-type' ? 'type' : undefined
}

function partOf(user: CatalogObject, use: Use): string {
  if (user.kind !== 'relation') return 'Left out'
  if (use.role === 'column-default') return 'The default is left out'
  return use.role === 'generated' ? 'The column stays as a plain one' : 'The column is left out'
}

function unique(followers: readonly Coupling[]): Coupling[] {
  const end = ({ service, object }: CouplingEnd): string => `${service}\0${object}`
  const seen = new Set<string>()
  return followers.filter((coupling) => {
    const key = `${coupling.kind}\0${end(coupling.from)}\0${end(coupling.to)}`
    return !seen.has(key) && seen.add(key)
  })
}
