import type { Evidence } from '../core/diagnostic.ts'
import { groupBy } from '../core/group.ts'
import { quoteName, quoteQualified } from '../core/identifier.ts'
import type { CatalogObject, Grant, ObjectKind } from './object.ts'
import type { ObjectId, SourceFile, Statement } from './statement.ts'

/** The schema after all statements, frozen. */
export interface Catalog {
  readonly files: readonly SourceFile[]
  readonly statements: readonly Statement[]
  /** By id; dropped ones stay, marked. */
  readonly objects: readonly CatalogObject[]
  /** Those in force at the end. */
  readonly grants: readonly Grant[]
  /** Roles that are created by, or named in, the source. */
  readonly roles: readonly string[]
  /** Those that a CREATE ROLE of the source makes. */
  readonly createdRoles: readonly string[]
}

type OfKind<K extends ObjectKind> = Extract<CatalogObject, { kind: K }>

type ByKind = ReadonlyMap<ObjectKind, readonly CatalogObject[]>

const gathered = new WeakMap<Catalog, { readonly all: ByKind; readonly live: ByKind }>()

/** Every detector and rule asks, so all kinds are gathered once. */
function gather(catalog: Catalog): { readonly all: ByKind; readonly live: ByKind } {
  let kinds = gathered.get(catalog)
  if (kinds === undefined) {
    const all = groupBy(catalog.objects, ({ kind }) => kind)
    // Most kinds have none that was dropped.
    const live = new Map([...all].map(([kind, objects]) => [kind, objects.some(isDropped) ? objects.filter((object) => !object.dropped) : objects])) // prettier-ignore
    gathered.set(catalog, (kinds = { all, live }))
  }
  return kinds
}

function isDropped({ dropped }: CatalogObject): boolean {
  return dropped
}

/** All live objects of one kind, in order of creation. */
export function objectsOf<K extends ObjectKind>(catalog: Catalog, kind: K): readonly OfKind<K>[] {
  return (gather(catalog).live.get(kind) ?? []) as readonly OfKind<K>[]
}

/** The same with those that were dropped. */
export function everObjectsOf<K extends ObjectKind>(catalog: Catalog, kind: K): readonly OfKind<K>[] {
  return (gather(catalog).all.get(kind) ?? []) as readonly OfKind<K>[]
}

/** The object of an id, which must be of this kind. */
export function objectAs<K extends ObjectKind>(catalog: Catalog, id: ObjectId, kind: K): OfKind<K> {
  const object = catalog.objects[id]
  if (object?.kind !== kind) throw new Error(`object ${id} is ${object?.kind ?? 'not there'}, not a ${kind}`)
  return object as OfKind<K>
}

/** A statement's text with its `;`, without the comments before it. */
export function statementText(catalog: Catalog, statement: Statement): string {
  return catalog.files[statement.file]!.part(statement.textStart, statement.end).toString('utf8')
}

/** Evidence for a place in a statement; up to the statement's end where no end is given. */
export function evidenceAt(catalog: Catalog, statementId: number, at: number, end?: number): Evidence {
  const statement = catalog.statements[statementId]!
  return catalog.files[statement.file]!.positions.evidence(at, end ?? statement.end)
}

/**
 * An object's name for people and for identities: `schema.name`, quoted where PostgreSQL must; routines with their
 * arguments; parts of relations as `name on schema.relation`.
 */
export function displayName(catalog: Catalog, object: CatalogObject): string {
  if (object.kind === 'schema') return quoteName(object.name)
  if (object.kind === 'routine') return `${quoteQualified(object)}(${object.arguments})`
  const whole = object.of === undefined ? undefined : catalog.objects[object.of]
  if (whole !== undefined && object.kind !== 'index' && object.kind !== 'sequence' && object.kind !== 'type')
    return `${quoteName(object.name)} on ${quoteQualified(whole)}`
  return quoteQualified(object)
}
