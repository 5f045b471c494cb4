import { makeOther } from '../make-other.ts'
import { namesOf, nodeAs } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

export const createForeignDataWrapper = statementKind({
  node: 'CreateFdwStmt',
  kind: 'create-foreign-data-wrapper',
  apply(node, context) {
    const made = makeOther(context, 'foreign data wrapper', '', node.fdwname ?? '')
    for (const option of node.func_options ?? []) {
      const names = namesOf(nodeAs(nodeAs(option, 'DefElem')?.arg, 'List')?.items)
      if (names.length > 0) context.use(made.id, context.builder.resolveRoutine(names), 'other', undefined)
    }
  },
})
