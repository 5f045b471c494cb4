import type { Catalog } from '../catalog/catalog.ts'
import type { Column } from '../catalog/object.ts'
import { quoteColumns } from '../core/identifier.ts'
import { compareText, sortByText } from '../core/order.ts'
import { askNames, type AskedNames } from './asked-names.ts'
import { plainType, typesCompare, TypeTable } from './column-type.ts'
import { commentedTargets } from './commented-targets.ts'
import { findPolymorphic } from './find-polymorphic.ts'
import type { ImpliedFindings, ImpliedReference } from './implied-reference.ts'
import { countLetters, splitWords } from './name-words.ts'
import { NameReader } from './read-names.ts'
import type { RelationFacts } from './relation-facts.ts'
import type { KeyTarget, Scene, SceneRelation } from './scene.ts'
import { setScene } from './scene.ts'
import type { NameRead } from './name-read.ts'
import { spellings, weighings } from './signal-registry.ts'

interface Naming {
  readonly target: KeyTarget
  readonly weight: number
  readonly reasons: readonly string[]
  readonly spelling: string
  /** Letters of the column's name that the naming explains. */
  readonly explained: number
}

const farther = 1.5

type Spelled = {
  readonly target: KeyTarget
  readonly spelling: string
  readonly weight: number
  readonly because: string
}

/**
 * The references that the schema implies and does not declare: for each column the likeliest, with how sure it is and
 * why. Columns of declared foreign keys are left alone.
 */
export function findImplied(catalog: Catalog): ImpliedFindings {
  const scene = setScene(catalog)
  const references: ImpliedReference[] = []
  const pairs = scene.relations.flatMap((owner) => findPolymorphic(owner, scene))
  const taken = new Set(pairs.map(({ idColumn }) => idColumn))
  const fitsSomeKey = keyTypes(scene)
  const reader = new NameReader(scene)
  const asked = new Set<string>()
  const ask = ({ glued }: NameRead) => void asked.add(glued)
  const asking: { readonly owner: SceneRelation; readonly column: Column }[] = []
  for (const owner of scene.relations) {
    const { facts } = owner
    for (const column of owner.relation.columns) {
      if (!mayReference(facts, column) || taken.has(column) || !fitsSomeKey(column)) continue
      asking.push({ owner, column })
      reader.readNew(owner, column.name, ask)
    }
  }
  const spelled = spellAll(scene, askNames(asked))
  for (const { owner, column } of asking) {
    const namings = nameTargets(owner, column, spelled, reader)
    const found = bestReference(owner, column, namings, scene)
    if (found !== undefined) references.push(found)
  }
  return { references: sortByText(references, ({ id }) => id), polymorphic: sortByText(pairs, ({ id }) => id) }
}

/** What is declared is known; what draws its own numbers names its own rows. */
function mayReference({ declared, primary }: RelationFacts, column: Column): boolean {
  if (declared.includes(column.name) || column.generated !== undefined || column.identity !== undefined) return false
  if (column.defaultKind === 'sequence') return false
  return !(column.defaultKind === 'uuid' && primary.length === 1 && primary[0] === column.name)
}

/** Whether a column has a type that some key has. Most columns of most schemas have not, and their names need no reading. */
function keyTypes({ catalog, targets }: Scene): (column: Column) => boolean {
  const keys = new TypeTable<Column>()
  for (const { column } of targets) keys.set(column, column)
  const known = new TypeTable<boolean>()
  return (column) => {
    let fits = known.get(column)
    if (fits === undefined) {
      const own = plainType(catalog, column)
      fits = keys
        .values()
        .some((key) =>
          typesCompare(own, plainType(catalog, key), column.typeId !== undefined && column.typeId === key.typeId),
        )
      known.set(column, fits)
    }
    return fits
  }
}

/** What each key may be called, as far as somebody asks for it. */
function spellAll(scene: Scene, asked: AskedNames): ReadonlyMap<string, readonly Spelled[]> {
  const all = new Map<string, Spelled[]>()
  for (const { id, spell } of spellings)
    for (const target of scene.targets)
      spell(target, scene, asked, (name, weight, because) => {
        if (!asked.names.has(name)) return
        const spelling = { target, spelling: id, weight, because: because() }
        const known = all.get(name)
        if (known === undefined) all.set(name, [spelling])
        else known.push(spelling)
      })
  return all
}

// Most columns name no key.
const nothing: readonly Naming[] = []

/** Every key that the column's name may mean, each by its best naming. */
function nameTargets(
  owner: SceneRelation,
  column: Column,
  spelled: ReadonlyMap<string, readonly Spelled[]>,
  reader: NameReader,
): readonly Naming[] {
  if (spelled.size === 0) return nothing
  let best: Map<KeyTarget, Naming> | undefined
  reader.read(owner, column.name, (read) => {
    const meant = spelled.get(read.glued)
    if (meant === undefined) return
    best ??= new Map()
    const whole = countLetters(splitWords(column.name))
    for (const { target, spelling, weight, because } of meant) {
      const sum = weight + read.weight
      const known = best.get(target)
      if (target.owner === owner && target.column === column) continue
      if (known !== undefined && known.weight >= sum) continue
      const explained = Math.min(whole, read.letters)
      best.set(target, { target, spelling, weight: sum, reasons: [because, read.because()], explained })
    }
  })
  return best === undefined ? nothing : [...best.values()]
}

/** The likeliest of all that the name may mean: its own odds, shared with its rivals. */
function bestReference(
  owner: SceneRelation,
  column: Column,
  namings: readonly Naming[],
  scene: Scene,
): ImpliedReference | undefined {
  if (namings.length === 0 && column.comment === undefined) return undefined
  const known = new Set(namings.map(({ target }) => target))
  const said = commentedTargets(column, scene).filter((target) => !known.has(target))
  const all = [...namings, ...said.map((target) => ({ target, spelling: '', weight: -0.5, reasons: [], explained: 0 }))]
  const weighed = all.map((naming) => weigh(owner, column, naming, scene)).filter(({ weight }) => weight > -Infinity)
  // `order_item_id` means order_items where there is one, and not items.
  const most = Math.max(...weighed.map(({ explained }) => explained))
  const isNear = ({ target }: Naming) => target.owner.relation.schema === owner.relation.schema
  const someNear = weighed.some(isNear)
  const rivals = weighed
    .filter(({ explained, commented }) => explained === most || commented)
    // As with a search_path, the same name in another schema is meant only where its own schema has none.
    .map((naming) => (someNear && !isNear(naming) ? { ...naming, weight: naming.weight - farther } : naming))
    .sort((a, b) => b.weight - a.weight || compareText(ends(a.target), ends(b.target)))
  const [best, second] = rivals
  if (best === undefined) return undefined
  const share = Math.exp(best.weight) / rivals.reduce((sum, { weight }) => sum + Math.exp(weight), 0)
  const confidence = Math.round((100 * share) / (1 + Math.exp(-best.weight))) / 100
  const reasons = best.reasons.filter((reason) => reason !== '')
  if (second !== undefined && share < 0.85) reasons.push(`could also be ${ends(second.target)}`)
  return {
    id: `${quoteColumns(owner.relation, [column.name])} -> ${ends(best.target)}`,
    relation: owner.relation,
    column,
    referenced: best.target.owner.relation,
    referencedColumn: best.target.column,
    confidence,
    because: reasons.join('; '),
  }
}

function weigh(owner: SceneRelation, column: Column, naming: Naming, scene: Scene) {
  let { weight } = naming
  let commented = false
  const reasons = [...naming.reasons]
  for (const weighing of weighings) {
    const said = weighing.weigh({ owner, column, target: naming.target, spelling: naming.spelling }, scene)
    if (said === undefined) continue
    weight += said.weight
    commented ||= weighing.id === 'comment'
    reasons.push(said.because)
  }
  return { ...naming, weight, reasons, commented }
}

function ends({ owner, column }: KeyTarget): string {
  return quoteColumns(owner.relation, [column.name])
}
