import { makeOther, newPlace } from '../make-other.ts'
import { namesOf } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

export const createConversion = statementKind({
  node: 'CreateConversionStmt',
  kind: 'create-conversion',
  apply(node, context) {
    const made = makeOther(context, 'conversion', ...newPlace(context, node.conversion_name))
    context.use(made.id, context.builder.resolveRoutine(namesOf(node.func_name)), 'operator', undefined)
  },
})
