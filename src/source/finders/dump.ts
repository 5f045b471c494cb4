import type { SourceFinder } from '../source-finder.ts'

const folders = '{.,db,database,sql,schema,ddl,postgres,postgresql}'
const named = ['structure', 'schema', 'dump', 'bootstrap', 'init', 'create', 'database', 'ddl', 'tables']
const createsTables = /^\s*create\s+(?:unlogged\s+)?table\b/im
const isDump = /^--\s*PostgreSQL database dump/m

/** A single file that makes a schema: by its name, `db/schema.sql`, or by what it begins with. */
export const dump: SourceFinder = {
  id: 'dump',
  async find({ list, read }) {
    const rank = (path: string): number => {
      const at = named.indexOf(/([^/]*)\.sql$/.exec(path)![1]!.toLowerCase())
      return at === -1 ? named.length : at
    }
    const found = []
    for (const path of (await list([`${folders}/*.sql`, '*.sql'])).toSorted((a, b) => rank(a) - rank(b))) {
      const text = await read(path)
      if (isDump.test(text)) found.push({ sources: [path], what: 'a dump of pg_dump' })
      else if (createsTables.test(text)) found.push({ sources: [path], what: 'a script that creates tables' })
    }
    return { found }
  },
}
