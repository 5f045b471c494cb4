import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { FountainError } from '../core/fountain-error.ts'
import { groupBy } from '../core/group.ts'
import { sortByText } from '../core/order.ts'
import type { Artifact, MigrationPart, StatementPlace } from '../emit/artifact.ts'
import type { FileSystem } from './file-system.ts'
import { orAbsent } from './file-system.ts'
import { manifestName, whyUnsafe } from './output-path.ts'

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/)

const manifestSchema = z.object({
  generator: z.literal('fountain-split'),
  schemaVersion: z.literal(1),
  files: z.array(
    z.object({
      path: z.string().refine((path) => whyUnsafe(path) === undefined),
      kind: z.enum(['generated', 'migration']),
      sha256: sha256Schema,
      /** Of a migration: the statements of the source that it holds, by file. */
      from: z.array(z.object({ file: z.string(), sha256: sha256Schema, statements: z.array(z.number()) })).optional(),
      /** Of a migration of ours: what it makes, with what takes that away again; without a hash it takes it away. */
      parts: z
        .array(z.object({ id: z.string(), sha256: sha256Schema.optional(), undo: z.array(z.string()).optional() }))
        .optional(),
    }),
  ),
})

/** What the last run wrote, so that its files are told from everybody else's, and from what was made of them by hand. */
export type Manifest = z.infer<typeof manifestSchema>
export type WrittenFile = Manifest['files'][number]

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** A file to a line, sorted: the manifest is committed, compared and merged with the files. */
export function manifestText(artifacts: readonly Artifact[]): string {
  const files = sortByText(artifacts, ({ path }) => path).map(({ path, kind, text, origin, parts }) =>
    JSON.stringify({
      path,
      kind,
      sha256: sha256(text),
      ...(origin !== undefined && { from: placesByFile(origin.statements) }),
      ...(parts !== undefined && { parts: parts.map(writtenPart) }),
    } satisfies WrittenFile),
  )
  const list = files.length === 0 ? '[]' : `[\n    ${files.join(',\n    ')}\n  ]`
  return `{\n  "generator": "fountain-split",\n  "schemaVersion": 1,\n  "files": ${list}\n}\n`
}

function writtenPart({ id, sha256: hash, undo }: MigrationPart): NonNullable<WrittenFile['parts']>[number] {
  return { id, ...(hash !== undefined && { sha256: hash, undo: [...(undo ?? [])] }) }
}

function placesByFile(places: readonly StatementPlace[]): NonNullable<WrittenFile['from']> {
  return [...groupBy(places, ({ file }) => file)].map(([file, those]) => ({
    file,
    sha256: those[0]!.sha256,
    statements: those.map(({ at }) => at),
  }))
}

/** Undefined where there is none: the folder is not ours. Throws FountainError `unreadable-manifest` (exit 2). */
export async function readManifest(files: FileSystem, folder: string): Promise<Manifest | undefined> {
  const path = join(folder, manifestName)
  const bytes = await orAbsent(files.readFile(path))
  if (bytes === undefined) return undefined
  try {
    return manifestSchema.parse(JSON.parse(bytes.toString('utf8')))
  } catch (cause) {
    throw new FountainError('unreadable-manifest', `${path} is not as fountain-split wrote it`, {
      hint: 'Bring it back from version control, or choose another folder. After a merge, take either side whole.',
      cause,
    })
  }
}
