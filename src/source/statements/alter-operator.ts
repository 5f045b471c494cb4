import { alterKnown } from '../make-other.ts'
import { resolveObject } from '../resolve-object.ts'
import { statementKind } from '../statement-kind.ts'

/** ALTER OPERATOR … SET (RESTRICT = …, COMMUTATOR = …). */
export const alterOperator = statementKind({
  node: 'AlterOperatorStmt',
  kind: 'alter-operator',
  apply(node, context) {
    const name = node.opername === undefined ? undefined : { ObjectWithArgs: node.opername }
    alterKnown(context, resolveObject(context, 'OBJECT_OPERATOR', name), 'an operator')
  },
})
