import { routineOf } from '../define-routine.ts'
import { findUses } from '../find-uses.ts'
import { namesOf, nodeAs } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

/** TRIGGER_TYPE_… of PostgreSQL's pg_trigger.h. */
const eventBits = [
  [4, 'insert'],
  [16, 'update'],
  [8, 'delete'],
  [32, 'truncate'],
] as const

export const createTrigger = statementKind({
  node: 'CreateTrigStmt',
  kind: 'create-trigger',
  apply(node, context) {
    const { builder, statement } = context
    const of = context.relation(node.relation)
    const name = node.trigname ?? ''
    if (of === undefined) {
      context.unread('Its relation is not created by the source before.')
      return
    }
    const routine = routineOf(context, node.funcname)
    const known = builder.findPart(of, name, 'trigger')
    const at = statement.textStart
    const trigger =
      known ??
      builder.create<'trigger'>(
        {
          kind: 'trigger',
          schema: builder.objects[of]!.schema,
          name,
          of,
          at,
          events: [],
          updateOf: [],
          ...(routine === undefined ? {} : { routine }),
        },
        statement.id,
      )
    builder.retireUses(trigger)
    if (routine === undefined) delete trigger.routine
    else trigger.routine = routine
    trigger.statement = statement.id
    trigger.events = eventBits.flatMap(([bit, event]) => (((node.events ?? 0) & bit) === 0 ? [] : [event]))
    trigger.updateOf = namesOf(node.columns)
    context.effect(trigger.id, known === undefined ? 'create' : 'alter')
    context.use(trigger.id, routine, 'trigger-function', undefined)
    for (const item of node.transitionRels ?? []) {
      const transition = nodeAs(item, 'TriggerTransition')?.name
      if (routine === undefined || transition === undefined) continue
      const names = builder.transitionTables.get(routine) ?? new Set()
      builder.transitionTables.set(routine, names.add(transition))
    }
    context.use(trigger.id, context.relation(node.constrrel), 'trigger-condition', node.constrrel?.location)
    findUses(context, trigger.id, node.whenClause, { role: 'trigger-condition' })
  },
})
