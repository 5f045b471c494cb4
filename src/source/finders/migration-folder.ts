import { posix } from 'node:path'
import type { SourceFinder } from '../source-finder.ts'

/** Names of folders that tools (dbmate, golang-migrate, Drizzle, Sqitch, Hasura, …) and people give to migrations. */
const patterns = ['**/{migrations,migration,migrate,drizzle,deploy}/**/*.sql']
const outermost = /^(.*?(?:^|\/)(?:migrations|migration|migrate|drizzle|deploy))(?:\/|$)/

/** A folder of migrations, whatever tool applies them. */
export const migrationFolder: SourceFinder = {
  id: 'migration-folder',
  async find({ list }) {
    const counts = new Map<string, number>()
    for (const path of await list(patterns)) {
      const folder = outermost.exec(posix.dirname(path))?.[1]
      if (folder !== undefined) counts.set(folder, (counts.get(folder) ?? 0) + 1)
    }
    const found = [...counts].toSorted(([, a], [, b]) => b - a)
    return {
      found: found.map(([folder, files]) => ({
        sources: [folder],
        what: `a folder of ${files === 1 ? '1 migration' : `${files} migrations`}`,
      })),
    }
  },
}
