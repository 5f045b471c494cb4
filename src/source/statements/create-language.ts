import { makeOther } from '../make-other.ts'
import { namesOf } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

/** CREATE LANGUAGE; without a handler an old dump means the extension of that name. */
export const createLanguage = statementKind({
  node: 'CreatePLangStmt',
  kind: 'create-language',
  apply(node, context) {
    const made = makeOther(context, 'language', '', node.plname ?? '')
    for (const names of [node.plhandler, node.plinline, node.plvalidator])
      if (names !== undefined) context.use(made.id, context.builder.resolveRoutine(namesOf(names)), 'other', undefined)
  },
})
