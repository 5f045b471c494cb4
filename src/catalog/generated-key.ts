import type { Relation } from './object.ts'

/** Whether nobody chooses the values of these columns: identity, serial or a generated uuid, each of them. */
export function isGeneratedKey(relation: Relation, columns: readonly string[]): boolean {
  return columns.every((name) => {
    const column = relation.columns.find((candidate) => candidate.name === name)
    return (
      column !== undefined &&
      (column.identity !== undefined || column.defaultKind === 'sequence' || column.defaultKind === 'uuid')
    )
  })
}
