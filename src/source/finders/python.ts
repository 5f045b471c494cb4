import type { SourceFinder } from '../source-finder.ts'

/** Django and Alembic: migrations that are Python. */
export const python: SourceFinder = {
  id: 'python',
  async find({ list }) {
    const [alembic] = await list(['alembic.ini', '*/alembic.ini'])
    const [manage] = await list(['manage.py', '*/manage.py'])
    const dump = 'pg_dump --schema-only shop > schema.sql'
    return {
      unreadable: [
        ...(manage === undefined ? [] : [{ path: manage, advice: `Django’s migrations are Python. Read the database they made, or dump it: ${dump}` }]), // prettier-ignore
        ...(alembic === undefined ? [] : [{ path: alembic, advice: `Alembic’s migrations are Python. Write them as SQL: alembic upgrade head --sql > schema.sql` }]), // prettier-ignore
      ],
    }
  },
}
