import { join } from 'node:path'
import { FountainError } from '../core/fountain-error.ts'
import type { EarlierMigration, MigrationPart } from '../emit/artifact.ts'
import { outputReader } from './compare-output.ts'
import { errorCode } from './error-code.ts'
import { orAbsent, realFileSystem } from './file-system.ts'
import type { WrittenFile } from './manifest.ts'
import { readManifest, sha256 } from './manifest.ts'

/**
 * The migrations that earlier runs made from a folder of migrations. None where one of them was edited or deleted since, or
 * the folder is not ours: there is nothing to go on from then.
 */
export async function readEarlierMigrations(folder: string): Promise<EarlierMigration[]> {
  const files = realFileSystem
  const found: EarlierMigration[] = []
  try {
    const manifest = await readManifest(files, folder)
    const reader = outputReader(files, folder)
    for (const { path, sha256: written, from, parts } of manifest?.files ?? []) {
      if (from === undefined && parts === undefined) continue
      const bytes =
        (await reader.hash(path)) === written ? await orAbsent(files.readFile(join(folder, path))) : undefined
      if (bytes === undefined || sha256(bytes) !== written) return []
      const places = (from ?? []).flatMap(({ statements, ...file }) => statements.map((at) => ({ ...file, at })))
      const text = bytes.toString('utf8')
      found.push({ path, text, places, ...(parts !== undefined && { parts: parts.map(asPart) }) })
    }
    return found
  } catch (error) {
    // What is wrong with the folder is told by whoever writes to it.
    if (error instanceof FountainError || errorCode(error) !== '') return []
    throw error
  }
}

function asPart({ id, sha256: hash, undo }: NonNullable<WrittenFile['parts']>[number]): MigrationPart {
  return { id, ...(hash !== undefined && { sha256: hash, undo: undo ?? [] }) }
}
