import type { Catalog } from '../catalog/catalog.ts'
import type { Effect, Part, Statement } from '../catalog/statement.ts'
import type { Boundary } from '../boundary/boundary.ts'
import { groupBy } from '../core/group.ts'
import { compareText } from '../core/order.ts'
import { cutParts, mergeEdits } from './edit-statement.ts'
import type { Losses, PartLoss } from './find-losses.ts'
import { keptParents, ownColumnsEdits } from './own-columns.ts'
import type { Edit, Route } from './split-plan.ts'

export interface Routing {
  /** In the order of the source, then by service. */
  readonly routes: readonly Route[]
  /** Statements whose place is the cluster. */
  readonly cluster: readonly number[]
  /** Statements of which something goes to nobody. */
  readonly cut: ReadonlySet<number>
  readonly reported: readonly number[]
}

/** Most statements go whole. */
const noEdits: readonly Edit[] = []

/**
 * Where every statement goes: to each service that has what it is about, less the parts that are about something else.
 * Every statement is routed, cut or reported.
 */
export function routeStatements(catalog: Catalog, boundary: Boundary, losses: Losses): Routing {
  const services = boundary.services.map(({ name }) => name)
  const partLosses = groupBy(losses.parts, ({ use }) => use.statement)
  const routes: Route[] = []
  const cluster: number[] = []
  const cut = new Set<number>()
  const reported: number[] = []
  const isLost = ({ object }: Effect) => losses.having[object]!.length === 0
  for (const statement of catalog.statements) {
    const { id, nature, effects } = statement
    if (nature === 'unread') reported.push(id)
    else if (nature === 'role') cluster.push(id)
    else if (nature === 'session')
      for (const service of services) routes.push({ statement: id, service, edits: noEdits })
    else {
      const lost = partLosses.get(id) ?? noLosses
      const before = routes.length
      routeObjects(catalog, boundary, losses, { statement, effects }, lost, routes)
      if (routes.length === before || lost.length > 0 || effects.some(isLost)) cut.add(id)
    }
  }
  return { routes, cluster, cut, reported }
}

const noLosses: readonly PartLoss[] = []

function routeObjects(
  catalog: Catalog,
  boundary: Boundary,
  losses: Losses,
  { statement, effects }: { readonly statement: Statement; readonly effects: readonly Effect[] },
  lost: readonly PartLoss[],
  routes: Route[],
): void {
  const first = effects[0]
  // Most statements are about one thing of one service.
  if (effects.length === 1 && lost.length === 0 && first!.part === undefined) {
    for (const service of losses.having[first!.object]!)
      routes.push({ statement: statement.id, service, edits: noEdits })
    return
  }
  const candidates = new Set(effects.flatMap(({ object }) => boundary.owners[object]!))
  for (const service of [...candidates].sort(compareText)) {
    const edits = editsFor(
      catalog,
      losses,
      statement,
      service,
      lost.filter((loss) => loss.service === service),
    )
    if (edits !== undefined) routes.push({ statement: statement.id, service, edits })
  }
}

/** Undefined where the service has no business with the statement. */
function editsFor(
  catalog: Catalog,
  losses: Losses,
  statement: Statement,
  service: string,
  lost: readonly PartLoss[],
): readonly Edit[] | undefined {
  const isHad = ({ object }: Effect) => losses.having[object]!.includes(service)
  const wholes = statement.effects.filter(({ part }) => part === undefined)
  if (!wholes.every(isHad) || lost.some(({ use }) => use.part?.shape === 'statement')) return undefined
  const parts = new Map<number, Part>()
  const gone = new Map<number, Part>()
  for (const effect of statement.effects) {
    if (effect.part === undefined) continue
    parts.set(effect.part.at, effect.part)
    if (!isHad(effect)) gone.set(effect.part.at, effect.part)
  }
  if (wholes.length === 0 && gone.size === parts.size) return undefined
  for (const loss of lost) {
    const part = lostPart(catalog, losses, loss)
    if (part !== undefined) gone.set(part.at, part)
  }
  const elements = [...parts.values()].filter(({ shape }) => shape === 'schema-element').map(({ at }) => at)
  const cuts =
    gone.size === 0
      ? []
      : cutParts(
          catalog.files[statement.file]!.part(statement.textStart, statement.end),
          statement,
          [...gone.values()],
          elements.sort((a, b) => a - b),
        )
  const columns = ownColumnsEdits(catalog, losses, statement, lost)
  return columns.length === 0 ? cuts : mergeEdits([...cuts, ...columns])
}

/** What is cut of a statement: of several parents only those that are not there, in place of LIKE there are columns. */
function lostPart(catalog: Catalog, losses: Losses, loss: PartLoss): Part | undefined {
  const { part, role, at } = loss.use
  if (role === 'like') return undefined
  if (part?.shape !== 'clause' || keptParents(catalog, losses, loss).length === 0) return part
  return { shape: 'list-item', at }
}
