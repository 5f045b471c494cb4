import { defineType } from '../define-type.ts'
import { namesOf, nodeAs } from '../parse-tree.ts'
import { quoteName } from '../../core/identifier.ts'
import { readTypeName } from '../read-type-name.ts'
import { statementKind } from '../statement-kind.ts'
import { useCollation } from '../use-collation.ts'

export const createCompositeType = statementKind({
  node: 'CompositeTypeStmt',
  kind: 'create-type-composite',
  apply(node, context) {
    const { schemaname, relname = '' } = node.typevar ?? {}
    const names = [...(schemaname === undefined ? [] : [schemaname]), relname].map((sval) => ({ String: { sval } }))
    const items = (node.coldeflist ?? []).map((item) => nodeAs(item, 'ColumnDef') ?? {})
    // Before the type is there: one of its name in another schema may be meant.
    const types = items.map(({ typeName }) => readTypeName(context.builder, typeName))
    const type = defineType(context, names, 'composite')
    const columns = (type.columns ??= [])
    for (const [at, { colname: name = '', typeName, collClause, location }] of items.entries()) {
      const read = types[at]!
      columns.push({
        name,
        type: read.text,
        ...(read.id === undefined ? {} : { typeId: read.id }),
        ...(collClause === undefined ? {} : { collation: namesOf(collClause.collname).map(quoteName).join('.') }),
        notNull: false,
        statement: context.statement.id,
        at: context.at(location),
      })
      context.use(type.id, read.id, 'type-base', typeName?.location, { column: name })
      useCollation(context, type.id, collClause, 'type-base', { column: name })
    }
  },
})
