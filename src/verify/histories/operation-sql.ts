import { quoteLiteral, quoteName, quoteQualified } from '../../core/identifier.ts'
import type { DeleteRows, InsertRows, Operation, RowValues, UpdateRows } from './history.ts'

/** The statement that an operation is. */
export function operationSql(operation: Operation): string {
  const [schema, name] = operation.relation
  const relation = quoteQualified({ schema, name })
  switch (operation.kind) {
    case 'insert':
      return insertSql(relation, operation)
    case 'update': {
      const set = entries(operation.set).map(([column, value]) => `${quoteName(column)} = ${valueSql(value)}`)
      return `UPDATE ${relation} SET ${set.join(', ')} WHERE ${whereSql(operation.where)}`
    }
    case 'delete':
      return `DELETE FROM ${relation} WHERE ${whereSql(operation.where)}`
    case 'shift': {
      const column = quoteName(operation.column)
      return `UPDATE ${relation} SET ${column} = ${column} ${operation.by < 0 ? '-' : '+'} ${Math.abs(operation.by)}`
    }
  }
}

/** `FROM … WHERE …` of the rows that a DELETE or an UPDATE is about. */
export function rowsWhere({ relation: [schema, name], where }: DeleteRows | UpdateRows): string {
  return `FROM ${quoteQualified({ schema, name })} WHERE ${whereSql(where)}`
}

function insertSql(relation: string, { rows, overriding }: InsertRows): string {
  const columns = Object.keys(rows[0]!)
  if (columns.length === 0) return `INSERT INTO ${relation} DEFAULT VALUES`
  const values = rows.map((row) => `(${columns.map((column) => valueSql(row[column]!)).join(', ')})`)
  const names = columns.map(quoteName).join(', ')
  return `INSERT INTO ${relation} (${names})${overriding ? ' OVERRIDING SYSTEM VALUE' : ''} VALUES ${values.join(', ')}`
}

function whereSql(where: RowValues): string {
  const terms = entries(where).map(([column, value]) =>
    value === null ? `${quoteName(column)} IS NULL` : `${quoteName(column)} = ${valueSql(value)}`,
  )
  return terms.length === 0 ? 'true' : terms.join(' AND ')
}

function valueSql(value: string | null): string {
  // An unknown literal takes the type of its column, whatever that is.
  return value === null ? 'NULL' : quoteLiteral(value)
}

function entries(values: RowValues): [string, string | null][] {
  return Object.entries(values)
}
