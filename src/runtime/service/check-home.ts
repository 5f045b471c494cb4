import type { Pool } from 'pg'
import { quote } from '../database.ts'
import type { ServiceDescription } from './service-description.ts'
import { ServiceProblem } from './service-problem.ts'

/** Whether a service's database has what its description speaks of. Throws ServiceProblem where it has not. */
export async function checkHome(pool: Pool, description: ServiceDescription): Promise<void> {
  const { service, home, role } = description
  const apply = 'Apply its migrations, those of references too, in the order of their names, as an administrator.'
  const { rows } = await pool.query<{ database: string; role: string; usage: boolean | null }>(
    `SELECT current_database() AS database, current_user AS role,
            (SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = $1) AS usage`,
    [home],
  )
  const here = rows[0]!
  if (here.usage === null)
    throw new ServiceProblem('no-home', `the database ${here.database} has no schema ${home}: ${service} was not set up there`, apply) // prettier-ignore
  const noRights = () =>
    new ServiceProblem('no-rights', `${here.role} may not work in the schema ${home} of ${here.database}`, `Connect as ${role}, which the migrations made for relay and consumer.`) // prettier-ignore
  if (!here.usage) throw noRights()
  const missing = await findMissing(pool, description)
  if (missing.length > 0)
    throw new ServiceProblem('missing-migration', `the database ${here.database} lacks ${missing.join(', ')} in its schema ${home}`, apply) // prettier-ignore
  try {
    const state = await pool.query<{ service: string }>(`SELECT service FROM ${quote(home, 'service_state')}`)
    const found = state.rows[0]?.service
    if (found !== service)
      throw new ServiceProblem('other-service', `the database ${here.database} is that of ${found ?? 'no service'}, not of ${service}`, 'Look at the addresses: two may be exchanged.') // prettier-ignore
  } catch (error) {
    if ((error as { code?: string }).code === '42501') throw noRights()
    throw error
  }
}

async function findMissing(pool: Pool, { home, publishes, replicas }: ServiceDescription): Promise<string[]> {
  const takesPart = publishes.some(({ voters }) => voters !== undefined) || replicas.some(({ votes }) => votes)
  const tables = [
    'service_state',
    ...(publishes.length > 0 ? ['outbox', 'relay_position'] : []),
    ...publishes.map(({ key }) => `${key}_register`),
    ...(takesPart ? ['request', 'attempt', 'vote', 'ballot', 'message'].map((name) => `release_${name}`) : []),
    ...(replicas.length > 0 ? ['inbox', 'applied', 'source', 'replica'] : []),
    ...replicas.map(({ name }) => `${name}_state`),
    ...replicas.filter(({ stateOnly }) => stateOnly !== true).map(({ name }) => `${name}_replica`),
  ]
  const { rows } = await pool.query<{ name: string }>(
    `SELECT g.name FROM unnest($2::text[]) WITH ORDINALITY AS g (name, at) WHERE NOT EXISTS (
       SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = g.name
     ) ORDER BY g.at`,
    [home, tables],
  )
  return rows.map(({ name }) => name)
}
