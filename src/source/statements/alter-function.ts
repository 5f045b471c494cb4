import type { DraftOf } from '../../catalog/draft.ts'
import { resolveObject } from '../resolve-object.ts'
import type { VariableSetStmt } from '../parse-tree.ts'
import { nodeAs } from '../parse-tree.ts'
import { statementKind, type StatementContext } from '../statement-kind.ts'

export const alterFunction = statementKind({
  node: 'AlterFunctionStmt',
  kind: 'alter-function',
  apply(node, context) {
    if (node.func === undefined) return
    const id = resolveObject(context, 'OBJECT_FUNCTION', { ObjectWithArgs: node.func })
    const routine = context.builder.as(id, 'routine')
    if (routine === undefined) {
      context.unread('It alters a routine that the source has not created before.')
      return
    }
    context.effect(routine.id, 'alter')
    for (const action of node.actions ?? []) {
      const { defname, arg } = nodeAs(action, 'DefElem') ?? {}
      if (defname === 'security') routine.securityDefiner = nodeAs(arg, 'Boolean')?.boolval === true
      const setting = defname === 'set' ? nodeAs(arg, 'VariableSetStmt') : undefined
      if (setting !== undefined) setSearchPath(context, routine, setting)
    }
  },
})

/** SET search_path, … FROM CURRENT, RESET search_path, RESET ALL. */
function setSearchPath(context: StatementContext, routine: DraftOf<'routine'>, setting: VariableSetStmt): void {
  if (setting.name !== 'search_path' && setting.kind !== 'VAR_RESET_ALL') return
  if (setting.kind === 'VAR_SET_VALUE')
    routine.searchPath = (setting.args ?? []).map((item) => nodeAs(item, 'A_Const')?.sval?.sval ?? '')
  else if (setting.kind === 'VAR_SET_CURRENT') routine.searchPath = [...context.builder.searchPath]
  else delete routine.searchPath
}
