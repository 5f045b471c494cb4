import type { NodeName } from './parse-tree.ts'
import type { StatementKind } from './statement-kind.ts'
import { createSchema } from './statements/create-schema.ts'

const kinds: readonly StatementKind[] = [createSchema]

/** By node of the parse tree. */
export const statementKinds: ReadonlyMap<NodeName, StatementKind> = new Map(kinds.map((kind) => [kind.node, kind]))
