import { alterKnown, findOther } from '../make-other.ts'
import { namesOf } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

/** ALTER STATISTICS … SET STATISTICS. */
export const alterStatistics = statementKind({
  node: 'AlterStatsStmt',
  kind: 'alter-statistics',
  apply(node, context) {
    alterKnown(context, findOther(context, 'statistics', namesOf(node.defnames)), 'statistics')
  },
})
