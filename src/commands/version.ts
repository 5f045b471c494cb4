import { readFileSync } from 'node:fs'

/** Our version. `package.json` is one folder up from the bundle, two from the source. */
export function readVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const found = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Record<string, string>
      if (found.name === 'fountain-split') return found.version ?? ''
    } catch {
      continue
    }
  }
  return 'unknown'
}
