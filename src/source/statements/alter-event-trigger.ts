import { alterKnown, findOther } from '../make-other.ts'
import { statementKind } from '../statement-kind.ts'

/** ALTER EVENT TRIGGER … ENABLE, DISABLE. */
export const alterEventTrigger = statementKind({
  node: 'AlterEventTrigStmt',
  kind: 'alter-event-trigger',
  apply(node, context) {
    alterKnown(context, findOther(context, 'event trigger', [node.trigname ?? '']), 'an event trigger')
  },
})
