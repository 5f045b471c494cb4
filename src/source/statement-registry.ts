import type { NodeName } from './parse-tree.ts'
import type { StatementKind } from './statement-kind.ts'
import { alterDefaultPrivileges } from './statements/alter-default-privileges.ts'
import { alterDomain } from './statements/alter-domain.ts'
import { alterEnum } from './statements/alter-enum.ts'
import { alterFunction } from './statements/alter-function.ts'
import { alterOwner } from './statements/alter-owner.ts'
import { alterPolicy } from './statements/alter-policy.ts'
import { alterPublication } from './statements/alter-publication.ts'
import { alterRoleSet } from './statements/alter-role-set.ts'
import { alterRole } from './statements/alter-role.ts'
import { alterSequence } from './statements/alter-sequence.ts'
import { alterTable } from './statements/alter-table.ts'
import { cluster } from './statements/cluster.ts'
import { comment } from './statements/comment.ts'
import { copy } from './statements/copy.ts'
import { createAccessMethod } from './statements/create-access-method.ts'
import { createCast } from './statements/create-cast.ts'
import { createCompositeType } from './statements/create-composite-type.ts'
import { createDomain } from './statements/create-domain.ts'
import { createEnum } from './statements/create-enum.ts'
import { createEventTrigger } from './statements/create-event-trigger.ts'
import { createExtension } from './statements/create-extension.ts'
import { createForeignDataWrapper } from './statements/create-foreign-data-wrapper.ts'
import { createForeignServer } from './statements/create-foreign-server.ts'
import { createForeignTable } from './statements/create-foreign-table.ts'
import { createFunction } from './statements/create-function.ts'
import { createIndex } from './statements/create-index.ts'
import { createLanguage } from './statements/create-language.ts'
import { createPolicy } from './statements/create-policy.ts'
import { createPublication } from './statements/create-publication.ts'
import { createRange } from './statements/create-range.ts'
import { createRole } from './statements/create-role.ts'
import { createRule } from './statements/create-rule.ts'
import { createSchema } from './statements/create-schema.ts'
import { createSequence } from './statements/create-sequence.ts'
import { createStatistics } from './statements/create-statistics.ts'
import { createSubscription } from './statements/create-subscription.ts'
import { createTableAs } from './statements/create-table-as.ts'
import { createTable } from './statements/create-table.ts'
import { createTrigger } from './statements/create-trigger.ts'
import { createView } from './statements/create-view.ts'
import { define } from './statements/define.ts'
import { deleteRows } from './statements/delete.ts'
import { doBlock } from './statements/do.ts'
import { dropRole } from './statements/drop-role.ts'
import { drop } from './statements/drop.ts'
import { grantRole } from './statements/grant-role.ts'
import { grant } from './statements/grant.ts'
import { insert } from './statements/insert.ts'
import { merge } from './statements/merge.ts'
import { refreshMaterializedView } from './statements/refresh-materialized-view.ts'
import { rename } from './statements/rename.ts'
import { securityLabel } from './statements/security-label.ts'
import { select } from './statements/select.ts'
import { setSchema } from './statements/set-schema.ts'
import { setVariable } from './statements/set-variable.ts'
import { transaction } from './statements/transaction.ts'
import { truncate } from './statements/truncate.ts'
import { update } from './statements/update.ts'

const kinds: readonly StatementKind[] = [
  alterDefaultPrivileges,
  alterDomain,
  alterEnum,
  alterFunction,
  alterOwner,
  alterPolicy,
  alterPublication,
  alterRoleSet,
  alterRole,
  alterSequence,
  alterTable,
  cluster,
  comment,
  copy,
  createAccessMethod,
  createCast,
  createCompositeType,
  createDomain,
  createEnum,
  createEventTrigger,
  createExtension,
  createForeignDataWrapper,
  createForeignServer,
  createForeignTable,
  createFunction,
  createIndex,
  createLanguage,
  createPolicy,
  createPublication,
  createRange,
  createRole,
  createRule,
  createSchema,
  createSequence,
  createStatistics,
  createSubscription,
  createTableAs,
  createTable,
  createTrigger,
  createView,
  define,
  deleteRows,
  doBlock,
  dropRole,
  drop,
  grantRole,
  grant,
  insert,
  merge,
  refreshMaterializedView,
  rename,
  securityLabel,
  select,
  setSchema,
  setVariable,
  transaction,
  truncate,
  update,
]

/** By node of the parse tree. */
export const statementKinds: ReadonlyMap<NodeName, StatementKind> = new Map(kinds.map((kind) => [kind.node, kind]))
