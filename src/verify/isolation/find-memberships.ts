import type { ClientBase } from 'pg'
import { quoteName } from '../../core/identifier.ts'

const memberships = `
  SELECT m.rolname AS member, o.rolname AS role
    FROM pg_roles AS m JOIN pg_roles AS o ON o.oid <> m.oid AND pg_has_role(m.oid, o.oid, 'MEMBER')
   WHERE m.rolname = ANY ($1) AND NOT m.rolsuper AND o.rolname = ANY ($2)
   ORDER BY 1, 2`

/** What makes roles more than they are, in sentences: those that are superusers, and those that can become another of ours. */
export async function findMemberships(
  client: ClientBase,
  connecting: readonly string[],
  all: readonly string[],
): Promise<readonly string[]> {
  const superusers = await client.query<{ role: string }>(
    'SELECT rolname AS role FROM pg_roles WHERE rolname = ANY ($1) AND rolsuper ORDER BY 1',
    [connecting],
  )
  const members = await client.query<{ member: string; role: string }>(memberships, [connecting, all])
  return [
    ...superusers.rows.map(({ role }) => `${quoteName(role)} is a superuser: nothing is closed to it`),
    ...members.rows.map(({ member, role }) => `${quoteName(member)} is a member of ${quoteName(role)}, and can do what that role can`), // prettier-ignore
  ]
}
