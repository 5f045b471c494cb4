import { resolveObject } from '../resolve-object.ts'
import { nodeAs } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

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
      if (setting?.name === 'search_path')
        routine.searchPath = (setting.args ?? []).map((item) => nodeAs(item, 'A_Const')?.sval?.sval ?? '')
    }
  },
})
