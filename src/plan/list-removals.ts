import type { Boundary } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { displayName, evidenceAt, statementText } from '../catalog/catalog.ts'
import type { CatalogObject, Use } from '../catalog/object.ts'
import type { Effect, Part, Statement } from '../catalog/statement.ts'
import type { Evidence } from '../core/diagnostic.ts'
import type { ObjectKey } from '../core/object-key.ts'
import { pairKey, wholeKey } from '../core/object-key.ts'
import { groupBy } from '../core/group.ts'
import type { QualifiedName } from '../core/identifier.ts'
import { sortByText } from '../core/order.ts'
import { cutParts } from './edit-statement.ts'
import type { Losses, ObjectLoss, PartLoss } from './find-losses.ts'
import { columnIdentity, defaultIdentity, identityOf } from './object-identity.ts'
import { keysFromLike, lostDefaults, takenChecks } from './own-columns.ts'
import type { Routing } from './route-statements.ts'
import type { Removal } from './split-plan.ts'

/** What each service goes without and why, in the order of the source; a reason for every statement that is cut. */
export function listRemovals(catalog: Catalog, boundary: Boundary, losses: Losses, routing: Routing): Removal[] {
  const list = new RemovalList(catalog, boundary, losses)
  for (const loss of losses.objects) list.addObject(loss)
  for (const loss of losses.parts) list.addPart(loss)
  for (const statement of routing.cut) list.addStatement(catalog.statements[statement]!)
  return sortByText(list.removals, ({ object, service }) => `${object}\0${service}`).sort(
    (a, b) => a.statement - b.statement,
  )
}

class RemovalList {
  readonly removals: Removal[] = []
  readonly #told = new Set<number>()
  readonly #reasons = new Map<number, ObjectLoss>()
  readonly #catalog: Catalog
  readonly #boundary: Boundary
  readonly #losses: Losses

  constructor(catalog: Catalog, boundary: Boundary, losses: Losses) {
    this.#catalog = catalog
    this.#boundary = boundary
    this.#losses = losses
    for (const loss of losses.objects) if (!this.#reasons.has(loss.object)) this.#reasons.set(loss.object, loss)
  }

  addObject(loss: ObjectLoss): void {
    const object = this.#catalog.objects[loss.object]!
    // What it is part of says it all, unless it is told in a statement of its own.
    if (
      loss.use === undefined &&
      object.statement === this.#catalog.objects[loss.needs]!.statement &&
      loss.column === undefined
    )
      return
    if ('inherited' in object && object.inherited) return
    // Nothing in the source says it, so nothing is removed.
    if (object.kind === 'foreign-key' && object.implied === true) return
    const statement = this.#catalog.statements[object.statement]!
    const part = statement.effects.find((effect) => effect.object === object.id && effect.verb === 'create')?.part
    this.#add(statement, {
      object: identityOf(this.#catalog, object),
      service: loss.service,
      extent: this.#extent(object),
      why: this.#whyObject(object, loss),
      ...this.#partText(statement, part),
    })
  }

  addPart(loss: PartLoss): void {
    const { object: id, service, use } = loss
    const object = this.#catalog.objects[id]! as CatalogObject & QualifiedName
    const target = this.#catalog.objects[use.to]!
    const statement = this.#catalog.statements[use.statement]!
    const { key, changed: columns } = this.#partKeys(object, target, use)
    const checks = takenChecks(this.#catalog, this.#losses, loss).map((check) => identityOf(this.#catalog, check))
    const changed = [...columns, ...checks]
    this.#add(statement, {
      object: key,
      service,
      extent: object.dropped || loss.past ? 'history' : use.role === 'like' ? 'rewritten' : 'gone',
      why: `It needs ${this.#nameWithOwner(target)}.`,
      text: this.#partText(statement, use.part).text,
      evidence: evidenceAt(this.#catalog, use.statement, use.at),
      ...(changed.length === 0 ? {} : { changed }),
    })
    if (object.kind !== 'relation' || (use.role !== 'like' && use.role !== 'inherits')) return
    const defaults = lostDefaults(this.#catalog, this.#losses, loss).map((column) => defaultIdentity(object, column))
    const keys = keysFromLike(this.#catalog, loss).map((key) => identityOf(this.#catalog, key))
    for (const taken of [...defaults, ...keys])
      this.#add(statement, {
        object: taken,
        service,
        extent: object.dropped ? 'history' : 'gone',
        why: `It came from ${this.#nameWithOwner(target)}.`,
        text: '',
        evidence: evidenceAt(this.#catalog, use.statement, use.at),
      })
  }

  #partKeys(object: CatalogObject, target: CatalogObject, use: Use): { key: ObjectKey; changed: readonly ObjectKey[] } {
    if (object.kind !== 'relation' || use.role === 'column-default' || use.role === 'generated')
      return { key: defaultIdentity(object, use.column ?? ''), changed: [] }
    if (use.role === 'column-type') return { key: columnIdentity(object, use.column ?? ''), changed: [] }
    const inherited = [
      ...object.columns.map(({ name }) => columnIdentity(object, name)),
      wholeKey('column-order', object),
    ]
    const key =
      use.role === 'like' ? identityOf(this.#catalog, object) : pairKey('inherits', object, target as QualifiedName)
    return { key, changed: inherited }
  }

  /** For a cut statement that nothing above speaks of: a comment, a right, rows. */
  addStatement(statement: Statement): void {
    if (this.#told.has(statement.id)) return
    const lost = statement.effects.filter(({ object }) => this.#losses.having[object]!.length === 0)
    const effects = lost.length > 0 ? lost : statement.effects.slice(0, 1)
    for (const effect of effects) {
      const object = this.#catalog.objects[effect.object]!
      this.#add(statement, {
        object: identityOf(this.#catalog, object),
        service: this.#boundary.owners[object.id]![0] ?? '',
        extent: lost.length === 0 || object.dropped ? 'history' : 'gone',
        why: this.#whyStatement(object, effect, lost.length > 0),
        ...this.#partText(statement, effect.part),
      })
    }
  }

  #add(statement: Statement, removal: Omit<Removal, 'statement'>): void {
    this.#told.add(statement.id)
    this.removals.push({ ...removal, statement: statement.id })
  }

  #extent(object: CatalogObject): Removal['extent'] {
    if (object.dropped) return 'history'
    return this.#losses.having[object.id]!.length === 0 ? 'gone' : 'elsewhere'
  }

  #whyObject(object: CatalogObject, loss: ObjectLoss): string {
    const needed = this.#catalog.objects[loss.needs]!
    if (loss.column !== undefined) return `Its column ${loss.column} is left out.`
    if (object.kind === 'foreign-key') return `It references ${this.#nameWithOwner(needed)}.`
    const byOwner = groupBy([needed, ...this.#otherNeeds(object, loss)], (each) => this.#ownerWords(each))
    const needs = [...byOwner].map(
      ([owner, objects]) => listed(objects.map((each) => displayName(this.#catalog, each))) + owner,
    )
    return `It ${loss.use?.writes === true ? 'writes to' : 'needs'} ${listed(needs)}.`
  }

  /** What else of other services it would do the same to. */
  #otherNeeds(object: CatalogObject, { needs, service, use }: ObjectLoss): CatalogObject[] {
    const others = object.uses
      .filter(({ to, writes, role }) => to !== needs && writes === use?.writes && role === use?.role)
      .map(({ to }) => to)
      .filter((to) => this.#boundary.owners[to]!.length > 0 && !this.#boundary.owners[to]!.includes(service))
    return [...new Set(others)].map((to) => this.#catalog.objects[to]!)
  }

  #whyStatement(object: CatalogObject, effect: Effect, isLost: boolean): string {
    const name = displayName(this.#catalog, object)
    if (!isLost) return 'No one service has all that it is about.'
    if (this.#boundary.owners[object.id]!.length > 0) return `It is about ${name}, which is left out.`
    if (object.kind === 'relation' && object.persistence === 'temporary')
      return `${name} is temporary and gone with its session.`
    return effect.verb === 'create' ? 'It belongs to no service.' : `${name} belongs to no service.`
  }

  #nameWithOwner(object: CatalogObject): string {
    return `${displayName(this.#catalog, object)}${this.#ownerWords(object)}`
  }

  #ownerWords(object: CatalogObject): string {
    const owners = this.#boundary.owners[object.id]!
    const reason = this.#reasons.get(object.id)
    if (reason !== undefined && this.#losses.having[object.id]!.length === 0) return ', which is left out'
    return owners.length === 0 ? ', which belongs to no service' : ` of ${owners.join(' and ')}`
  }

  /** What is cut, without the comma; the statement without the comments before it where all of it goes. */
  #partText(statement: Statement, part: Part | undefined): { text: string; evidence: Evidence } {
    if (part === undefined || part.shape === 'statement') {
      const text = statementText(this.#catalog, statement)
      return { text, evidence: evidenceAt(this.#catalog, statement.id, part?.at ?? statement.textStart) }
    }
    const { textStart, end } = statement
    const bytes = this.#catalog.files[statement.file]!.part(textStart, end)
    const [cut] = cutParts(bytes, statement, [part])
    if (cut === undefined) return { text: '', evidence: evidenceAt(this.#catalog, statement.id, part.at) }
    const text = bytes.toString('utf8', cut.start - textStart, cut.end - textStart).replace(/[\s,]+$/, '')
    const evidence = evidenceAt(this.#catalog, statement.id, part.at, cut.start + Buffer.byteLength(text))
    return { text: text.replace(/^\s*(?:,\s*)?/, ''), evidence }
  }
}

/** `a`, `a and b`, `a, b and c`. */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
