import type { SourceFinder } from '../source-finder.ts'

/** Rails: `db/structure.sql`, or `db/schema.rb`, which is Ruby. */
export const rails: SourceFinder = {
  id: 'rails',
  async find({ list }) {
    const dumps = await list(['db/structure.sql', 'db/*_structure.sql'])
    if (dumps.length > 0)
      return { found: dumps.map((path) => ({ sources: [path], what: 'Rails’ dump of the schema' })) }
    const ruby = await list(['db/schema.rb'])
    return {
      unreadable: ruby.map((path) => ({
        path,
        advice:
          'It is Ruby, not SQL. Set config.active_record.schema_format = :sql and run bin/rails db:schema:dump, or read the database.',
      })),
    }
  },
}
