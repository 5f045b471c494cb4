import type { Boundary } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { objectsOf } from '../catalog/catalog.ts'
import type { CatalogObject } from '../catalog/object.ts'
import type { ObjectId, Statement } from '../catalog/statement.ts'
import { nameKey, quoteName, truncateName } from '../core/identifier.ts'
import { sortByText } from '../core/order.ts'
import { mergeEdits } from './edit-statement.ts'
import type { Losses } from './find-losses.ts'
import { unlessThereEdits } from './guard-creation.ts'
import { identityOf } from './object-identity.ts'
import { renameInText } from './rename-in-text.ts'
import type { Copy, Edit, Route } from './split-plan.ts'

/**
 * Where all services share a database, a schema has at most one service of its own: others, who have only copies in it, do
 * not get it. An extension's schema goes with the extension.
 */
export function ownSchemas(catalog: Catalog, boundary: Boundary, homes: Homes): Boundary {
  const kept = new Set(objectsOf(catalog, 'extension').flatMap(({ uses }) => uses.map(({ to }) => to)))
  const owners = boundary.owners.map((services, id) => {
    const object = catalog.objects[id]!
    const home = object.kind === 'schema' && !kept.has(id) ? homes.get(object.name) : undefined
    return home === undefined ? services : [home]
  })
  return { ...boundary, owners }
}

/** Schema → the one service that has anything of its own in it. */
export type Homes = ReadonlyMap<string, string>

/** The homes of the schemas of these services. */
export function homeServices({ services }: Boundary): Homes {
  const homes = new Map<string, string>()
  const shared = new Set<string>()
  for (const { name, schemas } of services)
    for (const schema of schemas) {
      if (homes.has(schema)) shared.add(schema)
      homes.set(schema, name)
    }
  for (const schema of shared) homes.delete(schema)
  return homes
}

/**
 * Services that share a database cannot each have their own copy of a type or routine under one name: each gets it in a
 * schema of its own, and its statements name it there. What has no schema is made by whoever comes first.
 */
export function layOutSchemas(
  catalog: Catalog,
  boundary: Boundary,
  homes: Homes,
  losses: Losses,
  routes: readonly Route[],
): { readonly routes: readonly Route[]; readonly copies: readonly Copy[] } {
  const moves = findMoves(catalog, boundary, homes, losses)
  const touching = statementsTouching(catalog, new Set([...moves.values()].flatMap((moved) => [...moved.keys()])))
  const laidOut = routes.map((route) => {
    const statement = catalog.statements[route.statement]!
    const edits = [
      ...renames(
        catalog,
        statement,
        moves.get(route.service),
        touching.get(route.statement),
        (schema) => homes.get(schema) === route.service,
      ),
      ...unlessThereEdits(catalog, losses, statement),
    ]
    return edits.length === 0 ? route : { ...route, edits: mergeEdits([...route.edits, ...edits]) }
  })
  const copies = [...moves].flatMap(([service, moved]) =>
    [...moved].map(([id, schema]): Copy => {
      const object = catalog.objects[id]!
      return { object: identityOf(catalog, object), service, from: object.schema, name: object.name, to: schema }
    }),
  )
  return { routes: laidOut, copies: sortByText(copies, ({ service, object }) => `${service}\0${object}`) }
}

/** A schema for the copies of a service that cannot stand in its own: made too late, or with that name in it. */
function extraSchema(role: string, created: ReadonlyMap<string, number>): string {
  const name = truncateName(`${role}_shared`)
  for (let number = 2, tried = name; ; tried = `${truncateName(name, 58)}_${number++}`)
    if (!created.has(tried)) return tried
}

/** By service, what it is given and where that stands in its own schemas. */
type Moves = ReadonlyMap<string, ReadonlyMap<ObjectId, string>>

function findMoves(catalog: Catalog, boundary: Boundary, homes: Homes, losses: Losses): Moves {
  const created = new Map(objectsOf(catalog, 'schema').map(({ name, statement }) => [name, statement]))
  const taken = new Set(
    catalog.objects.filter((object) => !object.dropped).map((object) => takenKey(object, object.schema)),
  )
  const moves = new Map<string, Map<ObjectId, string>>()
  for (const { name, schemas, role } of boundary.services) {
    const own = schemas.filter((schema) => homes.get(schema) === name)
    const extra = extraSchema(role, created)
    const moved = new Map<ObjectId, string>()
    for (const object of catalog.objects) {
      const having = losses.having[object.id]!
      if (having.length < 2 || !canMove(object) || !having.includes(name) || homes.get(object.schema) === name) continue
      const isThere = (schema: string) =>
        created.get(schema)! < object.statement && !taken.has(takenKey(object, schema))
      moved.set(object.id, own.find(isThere) ?? extra)
    }
    moves.set(name, moved)
  }
  return moves
}

function canMove(object: CatalogObject): boolean {
  if (object.schema === '') return false
  return object.kind === 'type' || object.kind === 'routine' || (object.kind === 'other' && object.form === 'collation')
}

/** Types and relations share their names, routines are told apart by their arguments. */
function takenKey(object: CatalogObject, schema: string): string {
  const name = object.kind === 'routine' ? `${object.name}(${object.arguments})` : object.name
  return nameKey(schema, name)
}

/** Where each statement names an object: places of its name, and whether the statement is about it. */
type Touches = ReadonlyMap<number, ReadonlyMap<ObjectId, { readonly places: Set<number>; isSubject: boolean }>>

function statementsTouching(catalog: Catalog, moved: ReadonlySet<ObjectId>): Touches {
  const touches = new Map<number, Map<ObjectId, { places: Set<number>; isSubject: boolean }>>()
  const touch = (statement: number, object: ObjectId) => {
    const known = touches.get(statement) ?? new Map<ObjectId, { places: Set<number>; isSubject: boolean }>()
    touches.set(statement, known)
    const found = known.get(object) ?? { places: new Set<number>(), isSubject: false }
    known.set(object, found)
    return found
  }
  for (const statement of catalog.statements) {
    for (const { object } of statement.effects) if (moved.has(object)) touch(statement.id, object).isSubject = true
    // What the rows of a statement are cast to is not on record.
    if (statement.effects.some(({ verb }) => verb === 'data')) for (const object of moved) touch(statement.id, object)
  }
  for (const object of catalog.objects)
    for (const use of [...object.uses, ...(object.pastUses ?? [])])
      if (moved.has(use.to)) touch(use.statement, use.to).places.add(use.at)
  return touches
}

function renames(
  catalog: Catalog,
  statement: Statement,
  moved: ReadonlyMap<ObjectId, string> | undefined,
  touched: ReturnType<Touches['get']>,
  isOwn: (schema: string) => boolean,
): Edit[] {
  if (moved === undefined || touched === undefined || statement.kind === 'copy') return []
  const { bytes } = catalog.files[statement.file]!
  return [...touched].flatMap(([id, { places, isSubject }]) => {
    const schema = moved.get(id)
    if (schema === undefined) return []
    const isMade = statement.effects.some(({ object, verb }) => object === id && verb === 'create')
    const text = `CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)};\n`
    const before = isMade && !isOwn(schema) ? [{ start: statement.textStart, end: statement.textStart, text }] : []
    return [
      ...before,
      ...renameInText(bytes, statement.textStart, statement.end, {
        from: catalog.objects[id]!,
        schema,
        places,
        isSubject,
      }),
    ]
  })
}
