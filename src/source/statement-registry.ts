import type { NodeName } from './parse-tree.ts'
import type { StatementKind } from './statement-kind.ts'
import { createSchema } from './statements/create-schema.ts'
import { createForeignTable } from './statements/create-foreign-table.ts'
import { createTable } from './statements/create-table.ts'

const kinds: readonly StatementKind[] = [createForeignTable, createSchema, createTable]

/** By node of the parse tree. */
export const statementKinds: ReadonlyMap<NodeName, StatementKind> = new Map(kinds.map((kind) => [kind.node, kind]))
