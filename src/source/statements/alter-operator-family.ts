import { alterKnown, findOther } from '../make-other.ts'
import { namesOf } from '../parse-tree.ts'
import { useOperatorItems } from '../operator-class.ts'
import { methodName } from '../resolve-object.ts'
import { statementKind } from '../statement-kind.ts'

/** ALTER OPERATOR FAMILY … ADD, DROP operators and functions. */
export const alterOperatorFamily = statementKind({
  node: 'AlterOpFamilyStmt',
  kind: 'alter-operator-family',
  apply(node, context) {
    const names = methodName(namesOf(node.opfamilyname), node.amname)
    const id = alterKnown(context, findOther(context, 'operator family', names), 'an operator family')
    if (id !== undefined && node.isDrop !== true) useOperatorItems(context, id, node.items)
  },
})
