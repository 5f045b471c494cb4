import type { DraftOf } from '../../catalog/draft.ts'
import type { Part } from '../../catalog/statement.ts'
import type { AlterTableCmd } from '../parse-tree.ts'
import type { StatementContext } from '../statement-kind.ts'

/** One sub-command of ALTER TABLE at work. */
export interface AlterCommand {
  readonly command: AlterTableCmd
  /** Within the sub-command: its part where the statement has several, else the whole statement. */
  readonly context: StatementContext
  readonly relation: DraftOf<'relation'>
  /** Byte offset of the sub-command. */
  readonly at: number
  /** What to cut should only this sub-command go. */
  readonly usePart: Part
  /** ALTER TABLE ONLY: children are left alone. */
  readonly only: boolean
}

export type ApplyAlterCommand = (alter: AlterCommand) => void
