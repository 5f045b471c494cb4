import { isDatabaseUrl } from '../database-url.ts'
import type { SourceFinder } from '../source-finder.ts'

const line = /^\s*(?:export\s+)?DATABASE_URL\s*=\s*(["']?)(.+?)\1\s*$/m

/** The database that the environment or a `.env` names; read through pg_dump, should it be chosen. */
export const databaseUrl: SourceFinder = {
  id: 'database-url',
  async find({ environment, read }) {
    const set = environment['DATABASE_URL'] ?? ''
    const [url, where] = set === '' ? [line.exec(await read('.env'))?.[2] ?? '', '.env'] : [set, 'the environment']
    return {
      found: isDatabaseUrl(url) ? [{ sources: [url], what: `the database of DATABASE_URL, from ${where}` }] : [],
    }
  },
}
