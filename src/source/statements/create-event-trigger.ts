import { namesOf } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

export const createEventTrigger = statementKind({
  node: 'CreateEventTrigStmt',
  kind: 'create-event-trigger',
  apply(node, context) {
    const { builder, statement } = context
    const name = node.trigname ?? ''
    const at = statement.textStart
    const made = builder.create<'other'>({ kind: 'other', form: 'event trigger', schema: '', name, at }, statement.id)
    context.effect(made.id, 'create')
    context.use(made.id, builder.resolveRoutine(namesOf(node.funcname)), 'trigger-function', undefined)
  },
})
