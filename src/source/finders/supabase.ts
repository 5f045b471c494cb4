import type { SourceFinder } from '../source-finder.ts'

/** Supabase: migrations, or the schemas that they are made from. */
export const supabase: SourceFinder = {
  id: 'supabase',
  async find({ list }) {
    const has = async (folder: string): Promise<boolean> => (await list([`${folder}/**/*.sql`])).length > 0
    const found = []
    if (await has('supabase/migrations'))
      found.push({ sources: ['supabase/migrations'], what: 'Supabase’s migrations' })
    if (await has('supabase/schemas'))
      found.push({ sources: ['supabase/schemas'], what: 'Supabase’s declared schemas' })
    return { found }
  },
}
