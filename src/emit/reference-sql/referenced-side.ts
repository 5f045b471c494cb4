import type { Sql } from '../../print/sql.ts'
import { sql } from '../../print/sql.ts'
import { attachBracket, bracketed, createBracket } from './bracket-sql.ts'
import { attachCapture, createCapture } from './capture-sql.ts'
import { asOwner, createOutbox } from './home-sql.ts'
import { attachChangeCapture, createChangeCapture } from './key-change-sql.ts'
import {
  attachChangeRefusal,
  attachDeleteRefusal,
  attachTruncateRefusal,
  createChangeRefusal,
  createDeleteRefusal,
  createTruncateRefusal,
  refusalOf,
} from './key-refusal-sql.ts'
import { own } from './own-names.ts'
import {
  attachDirectRefusal,
  attachMoveCapture,
  attachStay,
  createDirectRefusal,
  createMoveCapture,
  createStay,
} from './partition-sql.ts'
import type { ReferencedKey, ServiceHome } from './reference-value.ts'
import { allowTypes, createRegister, fillRegister } from './register-sql.ts'

/** What a service needs once, before its first referenced key. */
export function createPublishing(home: ServiceHome): readonly Sql[] {
  return [...createOutbox(home), ...asOwner(home, createBracket(home))]
}

/** Once nothing is told any more. */
export function dropPublishing(home: ServiceHome): readonly Sql[] {
  const functions = ['begin_epoch', 'statement_begins', 'statement_ends']
  return [
    ...functions.map((name) => sql`DROP FUNCTION IF EXISTS ${own(home, name)}`),
    ...['relay_position', 'outbox'].map((name) => sql`DROP TABLE IF EXISTS ${own(home, name)}`),
  ]
}

/** What makes the keys of one relation known to other services. */
export function createReferencedKeys(keys: readonly ReferencedKey[]): readonly Sql[] {
  return [...keys.flatMap(createKeyRegister), ...captureKeys(keys)]
}

export function createKeyRegister(key: ReferencedKey): readonly Sql[] {
  return [...allowTypes(key), ...asOwner(key.home, createRegister(key))]
}

/** Functions and triggers that follow the keys of one relation; those that are there already are registered. */
export function captureKeys(keys: readonly ReferencedKey[]): readonly Sql[] {
  const first = keys[0]!
  return [
    ...allowOwnerToRead(first),
    ...keys.flatMap(createKey),
    ...bracketed(first).flatMap((relation) => attachBracket(relation, keys)),
    ...keys.flatMap(attachKey),
    ...attachTruncateRefusal(first),
    // Policies hide nothing from it.
    ...(first.rowSecurity ? asOwner(first.home, keys.map(fillRegister)) : keys.map(fillRegister)),
  ]
}

function createKey(key: ReferencedKey): readonly Sql[] {
  const [change, removal] = [refusalOf(key, 'update'), refusalOf(key, 'delete')]
  return asOwner(key.home, [
    ...createCapture(key),
    ...(removal === undefined ? [] : [createDeleteRefusal(key, removal)]),
    ...(change !== undefined
      ? [createChangeRefusal(key, change)]
      : key.partitioned
        ? createMoveCapture(key)
        : [createChangeCapture(key)]),
    ...(key.partitioned ? [createDirectRefusal(key)] : []),
    ...(key.staysBy === undefined ? [] : [createStay(key)]),
    createTruncateRefusal(key),
  ])
}

function attachKey(key: ReferencedKey): readonly Sql[] {
  const change = refusalOf(key, 'update')
  return [
    ...attachCapture(key),
    ...(refusalOf(key, 'delete') === undefined ? [] : attachDeleteRefusal(key)),
    ...(change !== undefined
      ? [attachChangeRefusal(key, change)]
      : key.partitioned
        ? attachMoveCapture(key)
        : [attachChangeCapture(key)]),
    ...(key.partitioned ? attachDirectRefusal(key) : []),
    ...(key.staysBy === undefined ? [] : [attachStay(key, key.staysBy)]),
  ]
}

/** Disputes are settled by what the relation holds; policies are for people, not for this. */
function allowOwnerToRead(key: ReferencedKey): readonly Sql[] {
  const { ownerRole } = key.home
  return [
    sql`GRANT USAGE ON SCHEMA ${key.relation.schema} TO ${ownerRole}`,
    sql`GRANT SELECT ON ${key.relation} TO ${ownerRole}`,
    ...(key.rowSecurity
      ? [sql`CREATE POLICY fountain_split_reads ON ${key.relation} FOR SELECT TO ${ownerRole} USING (true)`]
      : []),
  ]
}
