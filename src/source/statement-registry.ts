import type { NodeName } from './parse-tree.ts'
import type { StatementKind } from './statement-kind.ts'
import { alterOwner } from './statements/alter-owner.ts'
import { alterSequence } from './statements/alter-sequence.ts'
import { alterTable } from './statements/alter-table.ts'
import { createForeignTable } from './statements/create-foreign-table.ts'
import { createIndex } from './statements/create-index.ts'
import { createSchema } from './statements/create-schema.ts'
import { createSequence } from './statements/create-sequence.ts'
import { createTable } from './statements/create-table.ts'
import { createTableAs } from './statements/create-table-as.ts'
import { drop } from './statements/drop.ts'
import { rename } from './statements/rename.ts'
import { setSchema } from './statements/set-schema.ts'
import { setVariable } from './statements/set-variable.ts'
import { transaction } from './statements/transaction.ts'

const kinds: readonly StatementKind[] = [
  alterOwner,
  alterSequence,
  alterTable,
  createForeignTable,
  createIndex,
  createSchema,
  createSequence,
  createTable,
  createTableAs,
  drop,
  rename,
  setSchema,
  setVariable,
  transaction,
]

/** By node of the parse tree. */
export const statementKinds: ReadonlyMap<NodeName, StatementKind> = new Map(kinds.map((kind) => [kind.node, kind]))
