import { parseQualifiedName } from '../../core/parse-name.ts'
import type { Assigner } from '../assigner.ts'

/** `relations: [schema.name]`: one by one. */
export const byRelation: Assigner = {
  id: 'by-relation',
  declared: true,
  assignments(services) {
    return [...services].flatMap(([service, { relations = [] }]) =>
      relations.map((written, at) => {
        const name = parseQualifiedName(written)
        return {
          service,
          written: `relations: ${written}`,
          path: ['services', service, 'relations', at],
          matches: (object) => object.schema === name.schema && object.name === name.name,
        }
      }),
    )
  },
}
