import { makeOther, newPlace } from '../make-other.ts'
import { methodName } from '../resolve-object.ts'
import { statementKind } from '../statement-kind.ts'

export const createOperatorFamily = statementKind({
  node: 'CreateOpFamilyStmt',
  kind: 'create-operator-family',
  apply(node, context) {
    const [schema, name] = newPlace(context, node.opfamilyname)
    makeOther(context, 'operator family', schema, methodName([name], node.amname)[0]!)
  },
})
