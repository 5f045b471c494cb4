import type { DraftOf } from '../../catalog/draft.ts'
import type { Part } from '../../catalog/statement.ts'
import type { AlterTableCmd } from '../parse-tree.ts'
import { nodeAs } from '../parse-tree.ts'
import { readTypeName } from '../read-type-name.ts'
import type { StatementContext } from '../statement-kind.ts'

/** ALTER TYPE … ADD, DROP, ALTER ATTRIBUTE of a composite type. */
export function alterTypeAttribute(
  context: StatementContext,
  type: DraftOf<'type'>,
  command: AlterTableCmd,
  part: Part,
): void {
  context.effect(type.id, 'alter')
  const columns = (type.columns ??= [])
  const node = nodeAs(command.def, 'ColumnDef')
  const name = command.subtype === 'AT_AddColumn' ? (node?.colname ?? '') : (command.name ?? '')
  const position = columns.findIndex((column) => column.name === name)
  if (command.subtype === 'AT_DropColumn') {
    if (position !== -1) columns.splice(position, 1)
    context.builder.retireUses(type, (use) => use.column === name)
    return
  }
  if (node?.typeName === undefined) return
  const read = readTypeName(context.builder, node.typeName)
  context.builder.retireUses(type, (use) => use.column === name)
  context.use(type.id, read.id, 'type-base', node.typeName.location, { column: name, part })
  const column = {
    name,
    type: read.text,
    ...(read.id === undefined ? {} : { typeId: read.id }),
    notNull: false,
    statement: context.statement.id,
    at: context.at(node.location),
  }
  if (position === -1) columns.push(column)
  else columns[position] = column
}
