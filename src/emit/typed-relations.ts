import type { Catalog } from '../catalog/catalog.ts'
import { objectsOf } from '../catalog/catalog.ts'
import type { Column, Relation, View } from '../catalog/object.ts'
import { plainName } from '../core/identifier.ts'
import type { ObjectKey } from '../core/object-key.ts'
import { partKey, wholeKey } from '../core/object-key.ts'
import { compareText } from '../core/order.ts'
import type { TypeScriptCode } from '../print/typescript.ts'
import { typeName } from '../print/typescript.ts'
import type { EmitInput } from './emitter.ts'

/** A relation or view as generated code speaks of it. */
export interface Typed {
  readonly object: Relation | View
  /** The type of its rows. */
  readonly name: TypeScriptCode
  /** Whose rows these are: a partition's are those of its table. */
  readonly rows: Relation | View
  /** Those that the service has, without defaults that were cut; undefined where only PostgreSQL knows them. */
  readonly columns: readonly Column[] | undefined
}

/** What a service's code can read and write: its relations and views, sorted by name. */
export function typedRelations({ catalog, plan }: EmitInput, serviceName: string): Typed[] {
  const service = plan.services.find(({ name }) => name === serviceName)!
  const removed = new Set(plan.removals.filter((each) => each.service === serviceName).map(({ object }) => object))
  const owned = new Set([...service.relations, ...service.views])
  const objects = [...objectsOf(catalog, 'relation'), ...objectsOf(catalog, 'view')]
    .filter((object) => owned.has(plainName(object)) && service.schemas.includes(object.schema))
    .filter((object) => !removed.has(wholeKey(object.kind, object)))
    .sort((a, b) => compareText(a.schema, b.schema) || compareText(a.name, b.name))
  const rowsOf = new Map(objects.map((object) => [object, findRows(catalog, objects, object)]))
  const names = nameTypes(objects.filter((object) => rowsOf.get(object) === object))
  return objects.map((object) => {
    const rows = rowsOf.get(object)!
    return { object, rows, name: names.get(rows)!, columns: columnsOf(object, removed) }
  })
}

function columnsOf(object: Relation | View, removed: ReadonlySet<ObjectKey>): readonly Column[] | undefined {
  return object.columns
    ?.filter(({ name }) => !removed.has(partKey('column', object, name)))
    .map((column) => {
      if (!removed.has(partKey('default', object, column.name))) return column
      const { default: _default, generated: _generated, ...plain } = column
      return plain
    })
}

function findRows(catalog: Catalog, owned: readonly (Relation | View)[], object: Relation | View): Relation | View {
  let rows = object
  while (rows.kind === 'relation' && rows.partitionOf !== undefined) {
    const whole = catalog.objects[rows.partitionOf]
    if (whole?.kind !== 'relation' || !owned.includes(whole)) break
    rows = whole
  }
  return rows
}

/** By the relation's name; with the schema where two would be alike, and numbered where that is not enough. */
function nameTypes(objects: readonly (Relation | View)[]): Map<Relation | View, TypeScriptCode> {
  const short = (object: Relation | View) => typeName(object.name, object.kind === 'view' ? 'View' : 'Table')
  const counts = new Map<string, number>()
  for (const object of objects) counts.set(short(object).text, (counts.get(short(object).text) ?? 0) + 1)
  const taken = new Set<string>()
  const names = new Map<Relation | View, TypeScriptCode>()
  for (const object of objects) {
    let name = short(object)
    const suffix = object.kind === 'view' ? 'View' : 'Table'
    if (counts.get(name.text)! > 1) name = typeName(`${object.schema} ${object.name}`, suffix)
    for (let at = 2; taken.has(name.text); at++) name = typeName(`${object.schema} ${object.name} ${at}`, suffix)
    taken.add(name.text)
    names.set(object, name)
  }
  return names
}
