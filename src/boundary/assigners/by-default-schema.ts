import type { Assigner } from '../assigner.ts'

/**
 * Where no service says what belongs to it, each schema is one, named without a `-schema` or `_schema` suffix; what is
 * configured then adds to those.
 */
export const byDefaultSchema: Assigner = {
  id: 'by-default-schema',
  declared: false,
  assignments(services, schemas) {
    const owns = [...services.values()].some((each) => each.schemas ?? each.relations ?? each.patterns)
    if (owns) return []
    const short = (schema: string): string => schema.replace(/(?<=.)[-_]schema$/, '')
    const taken = new Map<string, number>()
    for (const schema of schemas) taken.set(short(schema), (taken.get(short(schema)) ?? 0) + 1)
    return schemas.map((schema) => ({
      // Two schemas that would share the short name keep their own.
      service: taken.get(short(schema)) === 1 ? short(schema) : schema,
      written: `schema ${schema}`,
      matches: (object) => object.schema === schema,
    }))
  },
}
