import { alterKnown, findOther } from '../make-other.ts'
import { namesOf, nodeAs } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

/** ALTER TEXT SEARCH CONFIGURATION … ADD MAPPING and the like: it needs the dictionaries that it maps to. */
export const alterTextSearchConfiguration = statementKind({
  node: 'AlterTSConfigurationStmt',
  kind: 'alter-text-search-configuration',
  apply(node, context) {
    const found = findOther(context, 'text search configuration', namesOf(node.cfgname))
    const id = alterKnown(context, found, 'a text search configuration')
    if (id === undefined) return
    for (const dictionary of node.dicts ?? []) {
      const names = namesOf(nodeAs(dictionary, 'List')?.items)
      context.use(id, findOther(context, 'text search dictionary', names), 'other', undefined)
    }
  },
})
