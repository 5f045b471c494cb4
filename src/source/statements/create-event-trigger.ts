import { makeOther } from '../make-other.ts'
import { namesOf } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

export const createEventTrigger = statementKind({
  node: 'CreateEventTrigStmt',
  kind: 'create-event-trigger',
  apply(node, context) {
    const made = makeOther(context, 'event trigger', '', node.trigname ?? '')
    context.use(made.id, context.builder.resolveRoutine(namesOf(node.funcname)), 'trigger-function', undefined)
  },
})
