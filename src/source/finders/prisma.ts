import { posix } from 'node:path'
import type { SourceFinder } from '../source-finder.ts'

/** Prisma: `migrations/<time>_<name>/migration.sql` beside `schema.prisma`. */
export const prisma: SourceFinder = {
  id: 'prisma',
  async find({ list }) {
    const migrations = await list(['**/migrations/*/migration.sql'])
    const folders = [...new Set(migrations.map((path) => posix.dirname(posix.dirname(path))))]
    if (folders.length > 0) return { found: folders.map((path) => ({ sources: [path], what: 'Prisma’s migrations' })) }
    const schemas = await list(['schema.prisma', 'prisma/**/*.prisma', '*/prisma/schema.prisma'])
    return {
      unreadable: schemas.slice(0, 1).map((path) => ({
        path,
        advice:
          'It is no SQL. Make it so: npx prisma migrate diff --from-empty --to-schema-datamodel schema.prisma --script > schema.sql',
      })),
    }
  },
}
