import type { QualifiedName } from '../../core/identifier.ts'
import { fittingName } from '../../core/readable-name.ts'
import type { Sql } from '../../print/sql.ts'
import { join, raw, sql } from '../../print/sql.ts'
import { createAdopt, createClose, createFollow, createForget } from './adopt-sql.ts'
import { createApply } from './apply-sql.ts'
import { createHolding } from './hold-sql.ts'
import { asOwner, createInbox } from './home-sql.ts'
import { createKeyState } from './key-state-sql.ts'

import { ofKey, own } from './own-names.ts'
import type { NativeReference, ReplicatedKey, ServiceHome } from './reference-value.ts'
import { allowTypes } from './register-sql.ts'
import { createReplica } from './replica-sql.ts'
import { createLearn, createLock, createRecord, createReplay } from './replay-sql.ts'

/** What a service needs once, before its first replicated key. */
export function createReceiving(home: ServiceHome): readonly Sql[] {
  return createInbox(home)
}

/** Once nothing is kept any more. */
export function dropReceiving(home: ServiceHome): readonly Sql[] {
  return ['replica', 'source', 'applied', 'inbox'].map((name) => sql`DROP TABLE IF EXISTS ${own(home, name)}`)
}

/** Replica or key state alone, and the functions that keep them; the native keys come when the replica is filled. */
export function createReplicatedKey(key: ReplicatedKey): readonly Sql[] {
  const isGuarded = (key.guarded ?? []).length > 0
  return [
    ...createReplicaTables(key),
    ...createReplicaFunctions(key),
    ...(isGuarded ? [...createApply(key), ...asOwner(key.home, createHolding(key))] : []),
  ]
}

export function createReplicaTables(key: ReplicatedKey): readonly Sql[] {
  return [...allowTypes(key), ...asOwner(key.home, key.stateOnly === true ? createKeyState(key) : createReplica(key))]
}

/** They depend on what refers to the key, too. */
export function createReplicaFunctions(key: ReplicatedKey): readonly Sql[] {
  const { home, columns } = key
  const texts = (count: number) => columns.flatMap(() => Array.from({ length: count }, () => raw('text[]')))
  const types = columns.map((column) => raw(column.type))
  const numbers = (count: number) => Array.from({ length: count }, () => raw('bigint[]'))
  const called = (what: string, types: readonly Sql[]) => sql`${ofKey(key, what)}(${types})`
  const adopt = called('adopt', [...types, ...['bigint', 'bigint', 'bigint'].map(raw)])
  const functions = [
    called('replay', [raw('text[]'), ...texts(2)]),
    called('lock', texts(1)),
    called('record', [...texts(1), ...numbers(3), raw('boolean[]'), ...texts(1)]),
    called('learn', [...texts(1), ...numbers(3)]),
    called('close', [...texts(1), raw('bigint')]),
    called('forget', [raw('bigint'), raw('bigint')]),
    called('follow', [...types, ...types]),
    ...(key.stateOnly === true ? [] : [adopt]),
  ]
  return [
    ...allowOwnerToFollow(key),
    ...asOwner(home, [
      createReplay(key),
      createLock(key),
      createRecord(key),
      createLearn(key),
      ...(key.stateOnly === true ? [] : [createAdopt(key)]),
      createForget(key),
      createFollow(key),
      createClose(key),
      sql`GRANT EXECUTE ON FUNCTION
  ${join(functions, ',\n')}
TO ${home.runtimeRole}`,
      ...(key.stateOnly === true ? [] : [sql`GRANT EXECUTE ON FUNCTION ${adopt} TO ${home.serviceRole}`]),
    ]),
  ]
}

/** References follow a changed key by their own UPDATE where the successor came first. */
function allowOwnerToFollow(key: ReplicatedKey): readonly Sql[] {
  const { ownerRole } = key.home
  const following = key.references.filter(({ onUpdate }) => onUpdate !== 'no action' && onUpdate !== 'restrict')
  const grants = following.flatMap(({ relation, columns }) => {
    const names = columns.map(({ from }) => from)
    return [
      sql`GRANT USAGE ON SCHEMA ${relation.schema} TO ${ownerRole}`,
      sql`GRANT SELECT (${names}), UPDATE (${names}) ON ${relation} TO ${ownerRole}`,
    ]
  })
  const policies = securedRelations(following).map(
    (relation) =>
      sql`CREATE POLICY ${followPolicy(key)} ON ${relation} FOR ALL TO ${ownerRole} USING (true) WITH CHECK (true)`,
  )
  return [...grants, ...policies]
}

export function dropFollowPolicies(key: ReplicatedKey): readonly Sql[] {
  return securedRelations(key.references).map(
    (relation) => sql`DROP POLICY IF EXISTS ${followPolicy(key)} ON ${relation}`,
  )
}

/** Several keys may be followed in one relation. */
export function followPolicy({ name }: Pick<ReplicatedKey, 'name'>): string {
  return fittingName('fountain_split_follows_', name)
}

function securedRelations(references: readonly NativeReference[]): QualifiedName[] {
  const secured = references.filter(({ rowSecurity }) => rowSecurity).map(({ relation }) => relation)
  return [...new Map(secured.map((relation) => [JSON.stringify(relation), relation])).values()]
}
