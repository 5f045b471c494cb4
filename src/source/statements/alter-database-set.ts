import { nodeAs } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

/** ALTER DATABASE … SET search_path decides what names mean in every session after this one, and in routine bodies. */
export const alterDatabaseSet = statementKind({
  node: 'AlterDatabaseSetStmt',
  kind: 'alter-database-set',
  apply(node, context) {
    context.unread('It is a setting of the database, and each service may have one of its own.')
    const { setstmt } = node
    if (setstmt?.name !== 'search_path' || setstmt.kind !== 'VAR_SET_VALUE') return
    context.builder.setDefaultSearchPath((setstmt.args ?? []).map((item) => nodeAs(item, 'A_Const')?.sval?.sval ?? ''))
  },
})
