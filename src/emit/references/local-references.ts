import type { Relation } from '../../catalog/object.ts'
import { objectsOf } from '../../catalog/catalog.ts'
import type { EmitInput } from '../emitter.ts'
import type { LocalReference } from '../reference-sql/reference-value.ts'

/** Foreign keys of a service's own onto one of its relations, by whatever columns. */
export function localReferences({ catalog, plan }: EmitInput, { schema, name }: Relation): LocalReference[] {
  const onto = plan.foreignKeys.filter(
    ({ crosses, referenced, implied, form }) =>
      !crosses &&
      implied !== true &&
      form === undefined &&
      referenced.schema === schema &&
      referenced.relation === name,
  )
  const relations = objectsOf(catalog, 'relation')
  return onto.map(({ constraint, referencing, referenced, deferrable }) => {
    const relation = { schema: referencing.schema, name: referencing.relation }
    const found = relations.find((each) => each.schema === relation.schema && each.name === relation.name)
    const columns = referencing.columns.map((from, at) => ({ from, to: referenced.columns[at]! }))
    return { constraint, relation, columns, deferrable, partitioned: found?.form === 'partitioned' }
  })
}
