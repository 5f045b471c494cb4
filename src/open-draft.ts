import { resolve } from 'node:path'
import { drawBoundary } from './boundary/draw-boundary.ts'
import { ownerOf } from './boundary/boundary.ts'
import { objectsOf, type Catalog } from './catalog/catalog.ts'
import { quoteQualified } from './core/identifier.ts'
import { compareText } from './core/order.ts'
import { configOf } from './draft/draft-config.ts'
import { emptyDraft, type Draft } from './draft/draft.ts'
import { moveRelation } from './draft/edit-draft.ts'
import { printConfig } from './draft/print-config.ts'
import { settleImplied } from './implied/settle-implied.ts'
import type { Config } from './config/config.ts'
import type { SplitPlan } from './plan/split-plan.ts'
import { listStrategyOptions, type StrategyOptions } from './plan/strategy-options.ts'
import { readCatalog, type Reading } from './source/read-catalog.ts'
import { readSource, type SourceTexts } from './source/read-source.ts'
import { drawCrossings, planCrossings, type Crossings } from './split.ts'
import { priceBoundary, type Price } from './suggest/price-boundary.ts'
import { missingFrom } from './suggest/price-moves.ts'
import { suggestServices } from './suggest/suggest-services.ts'
import type { Cut, Move } from './suggest/suggestion.ts'
import { tieScene } from './suggest/tie-net.ts'

export interface DraftOptions {
  readonly cwd?: string
  /** Report statements that cannot be parsed instead of refusing the source. */
  readonly keepGoing?: boolean
}

/** Services to begin with. */
export interface Start {
  readonly draft: Draft
  readonly cut: Cut
}

/** A schema that was read once, and what drafts of its configuration would make of it. Nothing is written. */
export interface DraftDesk {
  /** What was read, with all in one service. */
  readonly plan: SplitPlan
  /** Relations that belong to services, as SQL names them, sorted. */
  readonly relations: readonly string[]
  /** Each schema a service, where there are several; then services as suggested, the first those to begin with. */
  readonly starts: (confirmed: readonly string[], wished?: number) => Promise<readonly Start[]>
  readonly plans: (draft: Draft) => SplitPlan
  readonly cut: (draft: Draft) => Cut
  /** What giving a relation to another service would gain and lose. */
  readonly price: (draft: Draft, relation: string, to: string) => Move
  /** What could replace a reference; undefined where it does not cross. */
  readonly options: (draft: Draft, id: string) => StrategyOptions | undefined
  /** The configuration as a commented YAML file; `source` as it shall stand there, none where it cannot be named. */
  readonly print: (draft: Draft, source: readonly string[]) => string
}

/** Reads a schema to draft a configuration for it. Throws FountainError (exit 2), as `analyze`. */
export async function openDraft(sources: readonly string[], options: DraftOptions): Promise<DraftDesk> {
  const cwd = resolve(options.cwd ?? process.cwd())
  const texts = await readSource(sources, { cwd })
  const reading = await readCatalog(texts, { keepGoing: options.keepGoing ?? false })
  return new Desk(texts, reading)
}

class Desk implements DraftDesk {
  readonly plan: SplitPlan
  readonly relations: readonly string[]
  private readonly schemas = new Map<string, string>()
  private readonly priced = new Map<Draft, Price>()
  private readonly texts: SourceTexts
  private readonly reading: Reading

  constructor(texts: SourceTexts, reading: Reading) {
    this.texts = texts
    this.reading = reading
    for (const relation of tieScene(reading.catalog, []).relations)
      this.schemas.set(quoteQualified(relation), relation.schema)
    this.relations = [...this.schemas.keys()].sort(compareText)
    this.plan = this.plans({ ...emptyDraft, services: new Map([['all', this.relations]]) })
  }

  private config(draft: Draft): Config {
    return configOf(draft, (relation) => this.schemas.get(relation) ?? '')
  }

  private crossings(draft: Draft): Crossings {
    return drawCrossings(this.reading, this.config(draft))
  }

  async starts(confirmed: readonly string[], wished?: number): Promise<Start[]> {
    const { catalog } = this.crossings({ ...emptyDraft, confirmed })
    const implied = settleImplied(catalog).references
    const drafts: Draft[] = []
    const bySchema = servicesBySchema(catalog)
    if (bySchema.size > 1 && wished === undefined)
      drafts.push({ ...emptyDraft, confirmed, services: bySchema, bySchema: true })
    for (const { proposal } of await suggestServices(catalog, implied, wished)) {
      const services = new Map(proposal.services.map(({ name, relations }) => [name, relations] as const))
      drafts.push({ ...emptyDraft, confirmed, services })
    }
    return drafts.map((draft) => ({ draft, cut: this.cut(draft) }))
  }

  plans(draft: Draft): SplitPlan {
    return planCrossings(this.crossings(draft), this.texts, { config: this.config(draft), file: undefined })
  }

  cut(draft: Draft): Cut {
    return this.priceOf(draft).cut
  }

  price(draft: Draft, relation: string, to: string): Move {
    const from = [...draft.services].find(([, list]) => list.includes(relation))?.[0] ?? ''
    const [before, after] = [this.priceOf(draft), this.priceOf(moveRelation(draft, relation, to))]
    return {
      relation,
      from,
      to,
      gained: missingFrom(before.crossings, after.crossings),
      lost: missingFrom(after.crossings, before.crossings),
      before: before.cut,
      after: after.cut,
    }
  }

  /** Drafts are values: each is priced once. */
  private priceOf(draft: Draft): Price {
    const known = this.priced.get(draft)
    if (known !== undefined) return known
    const { catalog, boundary } = this.crossings(draft)
    const price = priceBoundary(catalog, settleImplied(catalog).references, boundary)
    this.priced.set(draft, price)
    return price
  }

  options(draft: Draft, id: string): StrategyOptions | undefined {
    const { catalog, boundary } = this.crossings(draft)
    return listStrategyOptions(catalog, boundary, this.config(draft).references ?? [], id)
  }

  print(draft: Draft, source: readonly string[]): string {
    return printConfig({ config: this.config(draft), plan: this.plans(draft), found: this.plan.implied, source })
  }
}

/** As they would be without a configuration. */
function servicesBySchema(catalog: Catalog): Map<string, readonly string[]> {
  const { boundary } = drawBoundary(catalog, {})
  const known = new Set(tieScene(catalog, []).relations.map(({ id }) => id))
  const services = new Map<string, string[]>()
  for (const relation of objectsOf(catalog, 'relation')) {
    const service = ownerOf(boundary, relation.id)
    if (!known.has(relation.id) || service === '') continue
    const list = services.get(service)
    if (list === undefined) services.set(service, [quoteQualified(relation)])
    else list.push(quoteQualified(relation))
  }
  return new Map(
    [...services].sort(([a], [b]) => compareText(a, b)).map(([name, list]) => [name, list.sort(compareText)]),
  )
}
