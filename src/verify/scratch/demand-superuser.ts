import { FountainError } from '../../core/fountain-error.ts'
import { withClient } from '../load/with-client.ts'

/**
 * Of a server that is not ours, for what acts as the roles of services, and for what puts rows back past their triggers.
 *
 * @throws FountainError `no-superuser` (exit 2)
 */
export async function demandSuperuser(url: string): Promise<void> {
  const isOne = await withClient(url, async (client) => {
    const { rows } = await client.query<{ rolsuper: boolean }>('SELECT rolsuper FROM pg_roles WHERE rolname = current_user') // prettier-ignore
    return rows[0]!.rolsuper
  })
  if (isOne) return
  throw new FountainError('no-superuser', 'The role given with --server is no superuser', {
    hint: 'Histories and the check of rights act as the roles of services, and put rows back past their triggers. Use a superuser, say of a PostgreSQL in a container, or make only what needs none: --only loads-alone catalogs-equal obligations-fulfilled types-compile.',
  })
}
