import { findOther, makeOther, newPlace } from '../make-other.ts'
import { useOperatorItems } from '../operator-class.ts'
import { namesOf } from '../parse-tree.ts'
import { readTypeName } from '../read-type-name.ts'
import { methodName } from '../resolve-object.ts'
import { statementKind } from '../statement-kind.ts'

/** CREATE OPERATOR CLASS: without a FAMILY it makes one of its own name. */
export const createOperatorClass = statementKind({
  node: 'CreateOpClassStmt',
  kind: 'create-operator-class',
  apply(node, context) {
    const [schema, plain] = newPlace(context, node.opclassname)
    const name = methodName([plain], node.amname)[0]!
    const familyName = node.opfamilyname === undefined ? [schema, plain] : namesOf(node.opfamilyname)
    const known = findOther(context, 'operator family', methodName(familyName, node.amname))
    const isOwn = known === undefined && node.opfamilyname === undefined
    const family = isOwn ? makeOther(context, 'operator family', schema, name).id : known
    const made = makeOther(context, 'operator class', schema, name)
    const type = readTypeName(context.builder, node.datatype)
    context.use(made.id, type.id, 'operator', node.datatype?.location)
    context.use(made.id, family, 'operator', undefined)
    if (isOwn && family !== undefined) context.use(family, type.id, 'operator', node.datatype?.location)
    useOperatorItems(context, made.id, node.items)
  },
})
