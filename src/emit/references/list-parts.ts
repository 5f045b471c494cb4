import { quoteColumns, quoteName } from '../../core/identifier.ts'
import type { Sql } from '../../print/sql.ts'
import { raw, sql } from '../../print/sql.ts'
import { addNativeKey, indexReference, validateNativeKey } from '../reference-sql/native-key-sql.ts'
import { createHome } from '../reference-sql/home-sql.ts'
import { ofKey, triggerNames } from '../reference-sql/own-names.ts'
import type { NativeReference, ReferencedKey, ReplicatedKey } from '../reference-sql/reference-value.ts'
import { captureKeys, createKeyRegister, createPublishing } from '../reference-sql/referenced-side.ts'
import { createReceiving, createReplicaFunctions, createReplicaTables } from '../reference-sql/referencing-side.ts'
import type { ReferencePart } from './reference-part.ts'
import type { ServiceReferences } from './service-references.ts'

/** All that a service needs in the place of its removed foreign keys, in the order in which it is made. */
export function listParts({ home, referenced, replicated }: ServiceReferences): ReferencePart[] {
  const parts: ReferencePart[] = [
    {
      id: 'home',
      comment: [
        `The schema of all that stands here in the place of foreign keys. ${quoteName(home.ownerRole)} owns it;`,
        `${quoteName(home.serviceRole)} reaches it through functions, ${quoteName(home.runtimeRole)} (relay and consumer) as far as they must.`,
      ],
      statements: createHome(home),
      undo: [sql`DROP SCHEMA IF EXISTS ${home.schema} CASCADE`],
    },
  ]
  const shared = (id: string, comment: string, statements: readonly Sql[]) =>
    parts.push({ id, comment: [comment], statements, undo: [] })
  if (referenced.length > 0)
    shared('outbox', 'What is told to other services, until the relay has it.', createPublishing(home))
  if (replicated.length > 0)
    shared('inbox', 'What other services tell, until the consumer has applied it.', createReceiving(home))
  for (const keys of referenced) parts.push(...keys.map(registerPart), capturePart(keys))
  for (const key of replicated) {
    parts.push(...replicaParts(key))
    for (const reference of key.references) parts.push(...referenceParts(key, reference))
  }
  return parts
}

function keyText({ relation, columns }: ReferencedKey): string {
  return quoteColumns(
    relation,
    columns.map(({ name }) => name),
  )
}

function registerPart(key: ReferencedKey): ReferencePart {
  return {
    id: `register ${key.name}`,
    comment: [
      `The register of ${keyText(key)}: which keys there are and were. ${key.referencing.join(', ')} refer to it.`,
    ],
    statements: createKeyRegister(key),
    undo: dropTables(key, 'register'),
  }
}

function capturePart(keys: readonly ReferencedKey[]): ReferencePart {
  const { relation, partitions, rowSecurity } = keys[0]!
  const functions = ['created', 'deleted', 'changed', 'moves', 'change_refused', 'direct_refused', 'truncate_refused']
  const triggers = [relation, ...partitions].flatMap((each) =>
    [triggerNames.begin, triggerNames.end].map((name) => sql`DROP TRIGGER IF EXISTS ${name} ON ${each}`),
  )
  const policy = sql`DROP POLICY IF EXISTS fountain_split_reads ON ${relation}`
  return {
    id: `capture ${keys.map(({ name }) => name).join(' ')}`,
    comment: keys.flatMap(captureComment),
    statements: captureKeys(keys),
    undo: [
      ...triggers,
      // Triggers go with their functions.
      ...keys.flatMap((key) => [
        ...functions.map((name) => sql`DROP FUNCTION IF EXISTS ${ofKey(key, name)} CASCADE`),
        sql`DROP FUNCTION IF EXISTS ${ofKey(key, 'settle')}`,
        ...dropTables(key, 'moving'),
      ]),
      ...(rowSecurity ? [policy] : []),
    ],
  }
}

function captureComment(key: ReferencedKey): string[] {
  const promise =
    key.refusals.length === 0
      ? 'created, deleted and changed keys are told.'
      : 'created and deleted keys are told; a change is refused, also where nothing refers to the key, in the name of'
  const refusals = key.refusals.map(
    ({ constraint, relation, service }) =>
      `  ${quoteName(constraint)} on ${quoteColumns(relation, []).slice(0, -2)} (${service})`,
  )
  return [`What happens to ${keyText(key)} is told in the transaction in which it happens:`, promise, ...refusals]
}

function replicaParts(key: ReplicatedKey): ReferencePart[] {
  const { source, columns } = key
  const named = quoteColumns(
    source.relation,
    columns.map(({ name }) => name),
  )
  const functions = ['replay', 'lock', 'record', 'learn', 'adopt', 'forget', 'follow', 'close']
  return [
    {
      id: `replica ${key.name}`,
      comment: [
        `The replica: the keys ${named} of service ${source.service} that are alive, as far as this`,
        'service has heard; and the state of every key that it ever heard of.',
      ],
      statements: createReplicaTables(key),
      undo: [...dropTables(key, 'replica'), ...dropTables(key, 'state')],
    },
    {
      id: `functions ${key.name}`,
      comment: [
        'What keeps the replica: the consumer and the read-through go through these, nobody writes to it otherwise.',
      ],
      statements: createReplicaFunctions(key),
      undo: functions.map((name) => sql`DROP FUNCTION IF EXISTS ${ofKey(key, name)}`),
    },
  ]
}

function referenceParts(key: ReplicatedKey, reference: NativeReference): ReferencePart[] {
  const { constraint, relation } = reference
  const from = reference.columns.map((column) => column.from)
  const index = indexReference(reference)
  const later = reference.validated || reference.partitioned
  return [
    ...(index.length === 0
      ? []
      : [
          {
            id: `index ${quoteColumns(relation, from)}`,
            comment: ['Every referential action searches these columns, and no index led with them.'],
            statements: index,
            undo: [],
          },
        ]),
    {
      id: `native-key ${quoteName(constraint)} on ${quoteColumns(relation, from)}`,
      comment: [
        `In the place of ${quoteName(constraint)}, which referred to service ${key.source.service}: the same key towards the replica.`,
        'A row that names a key which is not in the replica is refused at once; what becomes of a key there is followed once its',
        'event is applied. Until then a row may name a key that is gone (tier 3).',
        ...(later
          ? []
          : [
              'Rows that are here already are not checked yet. Once the replica was filled:',
              `  ${validateNativeKey(reference).text};`,
            ]),
      ],
      statements: [addNativeKey(key, reference)],
      undo: [sql`ALTER TABLE IF EXISTS ${relation} DROP CONSTRAINT IF EXISTS ${constraint}`],
    },
  ]
}

function dropTables(key: ReferencedKey | ReplicatedKey, ...names: readonly string[]): Sql[] {
  return names.map((name) => sql`DROP TABLE IF EXISTS ${ofKey(key, name)}${raw(name === 'replica' ? ' CASCADE' : '')}`)
}
