import type { NodeName } from './parse-tree.ts'
import type { StatementKind } from './statement-kind.ts'

/** A kind that is never routed, and why: the reason is what the user reads. */
function reported(node: NodeName, kind: string, reason: string): StatementKind {
  return { node, kind, reason, apply: (_, context) => context.unread(reason) }
}

const ofCluster = 'It belongs to the cluster, not to a schema.'
const hidden = 'What it does cannot be seen: if it creates things, give a pg_dump of the result.'
const upkeep = 'It tends the storage and changes no schema: run it again once the services have their rows.'
const cursor = 'It reads rows and changes nothing.'
const prepared = 'It prepares a statement for one session and changes nothing by itself.'
const message = 'It is about messages between sessions and changes no schema.'

/** Statements that belong to no service's schema. */
export const reportedStatements: readonly StatementKind[] = [
  reported('AlterDatabaseStmt', 'alter-database', ofCluster),
  reported('AlterDatabaseRefreshCollStmt', 'alter-database-refresh-collation', ofCluster),
  reported('AlterSystemStmt', 'alter-system', ofCluster),
  reported('AlterTableMoveAllStmt', 'alter-all-in-tablespace', 'Tablespaces belong to the cluster, not to a schema.'),
  reported('AlterTableSpaceOptionsStmt', 'alter-tablespace', ofCluster),
  reported('CallStmt', 'call', hidden),
  reported('CheckPointStmt', 'checkpoint', upkeep),
  reported('ClosePortalStmt', 'close', cursor),
  reported('CreateTableSpaceStmt', 'create-tablespace', ofCluster),
  reported('CreatedbStmt', 'create-database', ofCluster),
  reported('DeallocateStmt', 'deallocate', prepared),
  reported('DeclareCursorStmt', 'declare', cursor),
  reported('DropOwnedStmt', 'drop-owned', 'Which objects it drops depends on what its roles own in each database.'),
  reported('DropTableSpaceStmt', 'drop-tablespace', ofCluster),
  reported('DropdbStmt', 'drop-database', ofCluster),
  reported('ExecuteStmt', 'execute', hidden),
  reported('ExplainStmt', 'explain', 'It explains a statement; with ANALYZE it runs it, unseen.'),
  reported('FetchStmt', 'fetch', cursor),
  reported('ImportForeignSchemaStmt', 'import-foreign-schema', 'Only the other server knows what it creates: give a pg_dump of the result.'), // prettier-ignore
  reported('ListenStmt', 'listen', message),
  reported('NotifyStmt', 'notify', message),
  reported('PrepareStmt', 'prepare', prepared),
  reported('ReassignOwnedStmt', 'reassign-owned', 'Which objects get the new owner depends on what its roles own in each database.'), // prettier-ignore
  reported('ReindexStmt', 'reindex', upkeep),
  reported('UnlistenStmt', 'unlisten', message),
  reported('VacuumStmt', 'vacuum', upkeep),
  reported('VariableShowStmt', 'show', 'It shows a setting and changes nothing.'),
]
