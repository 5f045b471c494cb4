import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

/** From the root of the git repository that holds a folder to that folder: '' or `services/db/`; '' where there is none. */
export function repositoryPrefix(folder: string): string {
  for (let root = folder; ; root = dirname(root)) {
    if (existsSync(join(root, '.git'))) {
      const below = relative(root, folder).split(sep).join('/')
      return below === '' ? '' : `${below}/`
    }
    if (dirname(root) === root) return ''
  }
}
