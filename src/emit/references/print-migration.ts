import { createHash } from 'node:crypto'
import { sqlComment } from '../../print/sql-comment.ts'
import { statements } from '../../print/sql.ts'
import type { PrintedPart } from '../artifact.ts'
import type { ReferencePart } from './reference-part.ts'

/** A part as it stands in a migration, under its comment. */
export function printPart({ id, comment, statements: made, undo, needs = [], again = [] }: ReferencePart): PrintedPart {
  const sql = statements(made)
  return {
    id,
    sha256: createHash('sha256').update(sql).digest('hex'),
    undo: undo.map(({ text }) => text),
    text: `${sqlComment(comment)}\n\n${sql}`,
    textAgain: `${sqlComment(comment)}\n\n${statements([...again, ...made])}`,
    needs,
  }
}

/** One transaction: while it runs nobody writes to a relation whose keys are being registered. */
export function printMigration(service: string, gone: readonly string[], parts: readonly string[]): string {
  const head = [
    `Service ${service}: what stands in the place of foreign keys to and from other services.`,
    'To be applied by an administrator, after cluster/roles.sql.',
  ]
  const undone =
    gone.length === 0
      ? []
      : [
          `${sqlComment(['What is not needed any more, or follows in another form.'])}\n\n${gone.map((text) => `${text};\n`).join('')}`,
        ]
  return [`${sqlComment(head)}\n`, 'BEGIN;\n', ...undone, ...parts, 'COMMIT;\n'].join('\n')
}
