import type { NodeName } from './parse-tree.ts'
import { reportedStatements } from './reported-statements.ts'
import type { StatementKind } from './statement-kind.ts'
import { alterCollation } from './statements/alter-collation.ts'
import { alterDatabaseSet } from './statements/alter-database-set.ts'
import { alterDefaultPrivileges } from './statements/alter-default-privileges.ts'
import { alterDomain } from './statements/alter-domain.ts'
import { alterEnum } from './statements/alter-enum.ts'
import { alterEventTrigger } from './statements/alter-event-trigger.ts'
import { alterExtensionContents } from './statements/alter-extension-contents.ts'
import { alterExtension } from './statements/alter-extension.ts'
import { alterForeignDataWrapper } from './statements/alter-foreign-data-wrapper.ts'
import { alterForeignServer } from './statements/alter-foreign-server.ts'
import { alterFunction } from './statements/alter-function.ts'
import { alterObjectDepends } from './statements/alter-object-depends.ts'
import { alterOperatorFamily } from './statements/alter-operator-family.ts'
import { alterOperator } from './statements/alter-operator.ts'
import { alterOwner } from './statements/alter-owner.ts'
import { alterPolicy } from './statements/alter-policy.ts'
import { alterPublication } from './statements/alter-publication.ts'
import { alterRoleSet } from './statements/alter-role-set.ts'
import { alterRole } from './statements/alter-role.ts'
import { alterSequence } from './statements/alter-sequence.ts'
import { alterStatistics } from './statements/alter-statistics.ts'
import { alterSubscription } from './statements/alter-subscription.ts'
import { alterTable } from './statements/alter-table.ts'
import { alterTextSearchConfiguration } from './statements/alter-text-search-configuration.ts'
import { alterTextSearchDictionary } from './statements/alter-text-search-dictionary.ts'
import { alterType } from './statements/alter-type.ts'
import { alterUserMapping } from './statements/alter-user-mapping.ts'
import { cluster } from './statements/cluster.ts'
import { comment } from './statements/comment.ts'
import { copy } from './statements/copy.ts'
import { createAccessMethod } from './statements/create-access-method.ts'
import { createCast } from './statements/create-cast.ts'
import { createCompositeType } from './statements/create-composite-type.ts'
import { createConversion } from './statements/create-conversion.ts'
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
import { createOperatorClass } from './statements/create-operator-class.ts'
import { createOperatorFamily } from './statements/create-operator-family.ts'
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
import { createTransform } from './statements/create-transform.ts'
import { createTrigger } from './statements/create-trigger.ts'
import { createUserMapping } from './statements/create-user-mapping.ts'
import { createView } from './statements/create-view.ts'
import { define } from './statements/define.ts'
import { deleteRows } from './statements/delete.ts'
import { discard } from './statements/discard.ts'
import { doBlock } from './statements/do.ts'
import { dropRole } from './statements/drop-role.ts'
import { dropSubscription } from './statements/drop-subscription.ts'
import { dropUserMapping } from './statements/drop-user-mapping.ts'
import { drop } from './statements/drop.ts'
import { grantRole } from './statements/grant-role.ts'
import { grant } from './statements/grant.ts'
import { insert } from './statements/insert.ts'
import { load } from './statements/load.ts'
import { lock } from './statements/lock.ts'
import { merge } from './statements/merge.ts'
import { refreshMaterializedView } from './statements/refresh-materialized-view.ts'
import { rename } from './statements/rename.ts'
import { securityLabel } from './statements/security-label.ts'
import { select } from './statements/select.ts'
import { setConstraints } from './statements/set-constraints.ts'
import { setSchema } from './statements/set-schema.ts'
import { setVariable } from './statements/set-variable.ts'
import { transaction } from './statements/transaction.ts'
import { truncate } from './statements/truncate.ts'
import { update } from './statements/update.ts'

const modelled: readonly StatementKind[] = [
  alterCollation,
  alterDatabaseSet,
  alterDefaultPrivileges,
  alterDomain,
  alterEnum,
  alterEventTrigger,
  alterExtensionContents,
  alterExtension,
  alterForeignDataWrapper,
  alterForeignServer,
  alterFunction,
  alterObjectDepends,
  alterOperatorFamily,
  alterOperator,
  alterOwner,
  alterPolicy,
  alterPublication,
  alterRoleSet,
  alterRole,
  alterSequence,
  alterStatistics,
  alterSubscription,
  alterTable,
  alterTextSearchConfiguration,
  alterTextSearchDictionary,
  alterType,
  alterUserMapping,
  cluster,
  comment,
  copy,
  createAccessMethod,
  createCast,
  createCompositeType,
  createConversion,
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
  createOperatorClass,
  createOperatorFamily,
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
  createTransform,
  createTrigger,
  createUserMapping,
  createView,
  define,
  deleteRows,
  discard,
  doBlock,
  dropRole,
  dropSubscription,
  dropUserMapping,
  drop,
  grantRole,
  grant,
  insert,
  load,
  lock,
  merge,
  refreshMaterializedView,
  rename,
  securityLabel,
  select,
  setConstraints,
  setSchema,
  setVariable,
  transaction,
  truncate,
  update,
]

/** By node of the parse tree. */
export const statementKinds: ReadonlyMap<NodeName, StatementKind> = new Map(
  [...modelled, ...reportedStatements].map((kind) => [kind.node, kind]),
)
