import type { Catalog } from '../catalog/catalog.ts'
import type { CatalogObject } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import { identityOf } from '../plan/object-identity.ts'
import type { SplitPlan } from '../plan/split-plan.ts'
import type { EmitInput } from './emitter.ts'

/** In which schemas a service has what is its own; each list sorted. */
export interface ServiceSchemas {
  readonly schemas: readonly string[]
  /** Relations and views. */
  readonly withRelations: readonly string[]
  readonly withSequences: readonly string[]
  readonly withRoutines: readonly string[]
  /** Where extensions stand that it uses, of its own or not. */
  readonly extensionSchemas: readonly string[]
}

/** By service; in `layout: schemas` under the names that copies have there. */
export function findServiceSchemas({ catalog, plan }: EmitInput): ReadonlyMap<string, ServiceSchemas> {
  const shared = plan.layout === 'schemas'
  return new Map(
    plan.services.map(({ name, schemas }) => {
      const made = madeFor(catalog, plan, name)
      const moved = new Map(
        plan.copies.filter(({ service }) => service === name).map(({ object, to }) => [object as string, to]),
      )
      const schemaOf = (object: CatalogObject) =>
        (moved.size === 0 ? undefined : moved.get(identityOf(catalog, object))) ?? object.schema
      const isOwn = (schema: string) =>
        schema !== '' && (!shared || schemas.includes(schema) || [...moved.values()].includes(schema))
      const of = (...kinds: readonly CatalogObject['kind'][]) =>
        sorted(made.filter(({ kind }) => kinds.includes(kind)).map(schemaOf)).filter(isOwn)
      const extensions = made.filter(({ kind }) => kind === 'extension')
      return [
        name,
        {
          schemas: of('relation', 'view', 'sequence', 'routine', 'type', 'other'),
          withRelations: of('relation', 'view'),
          withSequences: sorted([...of('sequence'), ...made.filter(isSerial).map(({ schema }) => schema)]),
          withRoutines: of('routine'),
          extensionSchemas: sorted(extensions.map((extension) => extensionSchema(catalog, extension))),
        },
      ]
    }),
  )
}

/** What a service's statements make and nothing takes away again. */
function madeFor(catalog: Catalog, plan: SplitPlan, service: string): CatalogObject[] {
  const made = new Set<ObjectId>()
  for (const route of plan.routes)
    if (route.service === service)
      for (const { object, verb } of catalog.statements[route.statement]!.effects)
        if (verb === 'create') made.add(object)
  return [...made]
    .map((id) => catalog.objects[id]!)
    .filter((object) => !object.dropped && !(object.kind === 'relation' && object.persistence === 'temporary'))
}

/** A serial column brings a sequence that nobody names; those of identity columns need no rights. */
function isSerial(object: CatalogObject): boolean {
  return (
    object.kind === 'relation' &&
    object.columns.some(({ defaultKind, identity }) => defaultKind === 'sequence' && identity === undefined)
  )
}

/** As CREATE EXTENSION names it, else where PostgreSQL puts it by default. */
function extensionSchema(catalog: Catalog, extension: CatalogObject): string {
  const named = extension.uses.map(({ to }) => catalog.objects[to]).find((object) => object?.kind === 'schema')
  return named?.name ?? 'public'
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort()
}
