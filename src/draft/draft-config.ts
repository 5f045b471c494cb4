import type { Config, ServiceConfig } from '../config/config.ts'
import type { Draft } from './draft.ts'

/** Relations by schema, as SQL names both: what the draft's relations are told apart by. */
export type SchemaOf = (relation: string) => string

/**
 * The configuration that a draft means. A schema that is one service's alone is named as a schema, so that relations to come
 * go there too; where services began as schemas, so is one that a service has most of. All others are named one by one.
 */
export function configOf(draft: Draft, schemaOf: SchemaOf): Config {
  const homes = schemaHomes(draft, schemaOf)
  const services = Object.fromEntries(
    [...draft.services].map(([name, list]) => {
      const schemas = [...homes].flatMap(([schema, home]) => (home === name ? [schema] : []))
      const relations = list.filter((relation) => homes.get(schemaOf(relation)) !== name)
      const service: ServiceConfig = {
        ...(schemas.length === 0 ? {} : { schemas }),
        ...(relations.length === 0 ? {} : { relations }),
      }
      return [name, service]
    }),
  )
  const references = [...draft.choices].map(([from, choice]) => ({ from, ...choice }))
  return {
    layout: draft.layout,
    services,
    ...(references.length === 0 ? {} : { references }),
    ...(draft.confirmed.length === 0 ? {} : { implied: { confirm: [...draft.confirmed] } }),
  }
}

function schemaHomes({ services, bySchema }: Draft, schemaOf: SchemaOf): Map<string, string> {
  const counts = new Map<string, Map<string, number>>()
  for (const [service, list] of services)
    for (const relation of list) {
      const schema = schemaOf(relation)
      if (!counts.has(schema)) counts.set(schema, new Map())
      counts.get(schema)!.set(service, (counts.get(schema)!.get(service) ?? 0) + 1)
    }
  const homes = new Map<string, string>()
  for (const [schema, shares] of counts) {
    const all = [...shares.values()].reduce((sum, share) => sum + share, 0)
    const home = [...shares].find(([, share]) => share === all || (bySchema && share > all / 2))
    if (home !== undefined) homes.set(schema, home[0])
  }
  return homes
}
