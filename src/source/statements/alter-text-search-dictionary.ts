import { alterKnown, findOther } from '../make-other.ts'
import { namesOf } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

export const alterTextSearchDictionary = statementKind({
  node: 'AlterTSDictionaryStmt',
  kind: 'alter-text-search-dictionary',
  apply(node, context) {
    const found = findOther(context, 'text search dictionary', namesOf(node.dictname))
    alterKnown(context, found, 'a text search dictionary')
  },
})
