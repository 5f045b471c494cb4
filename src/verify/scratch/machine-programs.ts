import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Oldest PostgreSQL that what we write runs on (MERGE). */
const oldest = 15

/** Folder of the machine's PostgreSQL server programs: what pg_config names, else the newest that Debian's layout has. */
export function findMachinePrograms(): string | undefined {
  const named = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim()
  return [named, ...debianFolders()].find((folder) => folder !== undefined && isUsable(folder))
}

function debianFolders(): readonly string[] {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return []
  return readdirSync(root)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'))
}

function isUsable(folder: string): boolean {
  if (folder === '' || !existsSync(join(folder, 'initdb'))) return false
  const version = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout ?? ''
  return Number(/(\d+)/.exec(version)?.[1] ?? 0) >= oldest
}
