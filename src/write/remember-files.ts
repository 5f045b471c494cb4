import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/** Remembers what files hold, or that they are not there; what it returns puts that back, before it returns. */
export function rememberFiles(paths: readonly string[]): () => void {
  const before = new Map(paths.map((path) => [path, existsSync(path) ? readFileSync(path) : undefined]))
  return () => {
    for (const [path, bytes] of before)
      if (bytes === undefined) rmSync(path, { force: true })
      else writeFileSync(path, bytes)
  }
}
