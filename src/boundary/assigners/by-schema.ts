import type { Assigner } from '../assigner.ts'

/** `schemas: [shop]`: all relations of a schema. */
export const bySchema: Assigner = {
  id: 'by-schema',
  declared: true,
  assignments(services) {
    return [...services].flatMap(([service, { schemas = [] }]) =>
      schemas.map((schema, at) => ({
        service,
        written: `schemas: ${schema}`,
        path: ['services', service, 'schemas', at],
        matches: (object) => object.schema === schema,
      })),
    )
  },
}
