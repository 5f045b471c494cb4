import type { ObjectId } from '../catalog/statement.ts'
import { findOther } from './make-other.ts'
import type { Node } from './parse-tree.ts'
import { namesOf, nodeAs } from './parse-tree.ts'
import { readTypeName } from './read-type-name.ts'
import { methodName, resolveObject, resolveSignature } from './resolve-object.ts'
import type { StatementContext } from './statement-kind.ts'

/** OPCLASS_ITEM_OPERATOR, OPCLASS_ITEM_FUNCTION, OPCLASS_ITEM_STORAGETYPE of PostgreSQL's parsenodes.h. */
const operatorItem = 1
const functionItem = 2

/** The operators, functions and types that stand in an operator class or family. */
export function useOperatorItems(context: StatementContext, by: ObjectId, items: readonly Node[] | undefined): void {
  for (const node of items ?? []) {
    const item = nodeAs(node, 'CreateOpClassItem')
    if (item === undefined) continue
    if (item.itemtype === operatorItem && item.name !== undefined)
      context.use(by, resolveObject(context, 'OBJECT_OPERATOR', { ObjectWithArgs: item.name }), 'operator', undefined)
    if (item.itemtype === functionItem) context.use(by, resolveSignature(context, item.name), 'operator', undefined)
    if (item.order_family !== undefined)
      context.use(by, findOther(context, 'operator family', methodName(namesOf(item.order_family), 'btree')), 'operator', undefined) // prettier-ignore
    for (const type of [item.storedtype, ...(item.class_args ?? []).map((each) => nodeAs(each, 'TypeName'))])
      if (type !== undefined) context.use(by, readTypeName(context.builder, type).id, 'operator', type.location)
  }
}
