import type { Relation } from '../../catalog/object.ts'
import { objectsOf } from '../../catalog/catalog.ts'
import type { EmitInput } from '../emitter.ts'
import { describeKey } from './describe-key.ts'
import { collated } from './describe-reference.ts'
import type { LocalReference } from '../reference-sql/reference-value.ts'

/** Foreign keys of a service's own onto one of its relations, by whatever columns. */
export function localReferences(input: EmitInput, onto: Relation): LocalReference[] {
  const { catalog, plan } = input
  const { schema, name } = onto
  const own = plan.foreignKeys.filter(
    ({ crosses, referenced, implied, form }) =>
      !crosses &&
      implied !== true &&
      form === undefined &&
      referenced.schema === schema &&
      referenced.relation === name,
  )
  const relations = objectsOf(catalog, 'relation')
  return own.map(({ constraint, referencing, referenced, deferrable }) => {
    const relation = { schema: referencing.schema, name: referencing.relation }
    const found = relations.find((each) => each.schema === relation.schema && each.name === relation.name)
    const columns = referencing.columns.map((from, at) => {
      const to = referenced.columns[at]!
      return { from, to, ...(found !== undefined && collated(input, referenced.service, [found, from], [onto, to])) }
    })
    const key = describeKey(input, referenced.service, onto, referenced.columns).columns
    const referred = referenced.columns.map((name) => key.find((column) => column.name === name)!)
    return { constraint, relation, columns, referred, deferrable, partitioned: found?.form === 'partitioned' }
  })
}
