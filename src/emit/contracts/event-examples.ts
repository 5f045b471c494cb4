import { baseOf } from '../../plan/contracts/value-schema.ts'
import type { ContractColumn, KeyEventName } from '../../plan/contracts/key-contract.ts'
import { eventOf } from '../../plan/contracts/key-contract.ts'
import { dataSchemaUri } from './contract-names.ts'
import { sampleValue } from './sample-value.ts'
import type { DocumentedKey } from './service-contracts.ts'

/** A whole event, as it travels in CloudEvents' structured form; what the event itself must have, before. */
export type EventExample = Readonly<Record<string, unknown>> & { readonly data: Readonly<Record<string, unknown>> }

const story: Readonly<Record<KeyEventName, { id: string; time: string; version: number; previous: number }>> = {
  created: { id: '3f0c7a9e-1b2d-4c5e-8f60-718293a4b5c6', time: '2024-02-29T12:00:00.000Z', version: 41, previous: 0 },
  'key-changed': { id: '4a1d8baf-2c3e-4d6f-9071-8293a4b5c6d7', time: '2024-02-29T12:05:00.000Z', version: 57, previous: 41 }, // prettier-ignore
  deleted: { id: '5b2e9cb0-3d4f-4e70-8182-93a4b5c6d7e8', time: '2024-02-29T12:10:00.000Z', version: 63, previous: 41 },
}

/** Of one event: the plain one, and those with the fields that only some have. */
export function eventExamples(key: DocumentedKey, type: string): EventExample[] {
  const event = eventOf(type)
  const plain = example(key, type, event, {})
  const canChange = key.events.some((each) => eventOf(each) === 'key-changed')
  switch (event) {
    case 'created':
      return [plain, ...(canChange ? [example(key, type, event, { predecessorVersion: '40' })] : [])]
    case 'key-changed':
      return [example(key, type, event, { successor: sampleKey(key, 1), successorVersion: '58' })]
    case 'deleted':
      return [plain]
  }
}

function example(
  key: DocumentedKey,
  type: string,
  event: KeyEventName,
  more: Readonly<Record<string, unknown>>,
): EventExample {
  const { id, time, version, previous } = story[event]
  const subject = canonicalKey(key)
  return {
    specversion: '1.0',
    id,
    source: encodeURIComponent(key.service),
    type,
    subject,
    time,
    datacontenttype: 'application/json',
    dataschema: dataSchemaUri(type),
    partitionkey: `${key.aggregate}:${subject}`,
    sequence: String(version).padStart(20, '0'),
    data: {
      format: 1,
      aggregate: key.aggregate,
      event,
      key: sampleKey(key, 0),
      ...more,
      epoch: '1',
      incarnation: '41',
      version: String(version),
      previous: String(previous),
      transaction: { id: String(700 + version), counts: { [key.aggregate]: 1 } },
      statement: { number: 1, place: 1, count: 1 },
    },
  }
}

export function sampleKey(
  { columns }: Pick<DocumentedKey, 'columns'>,
  which: 0 | 1,
): Record<string, string | number | boolean> {
  return Object.fromEntries(columns.map((column) => [column.name, sampleValue(column, which)]))
}

/** The canonical key of the first sample. */
export function canonicalKey({ columns }: Pick<DocumentedKey, 'columns'>): string {
  const parts = columns.map(canonicalSample)
  return parts.length === 1 ? parts[0]! : `[${parts.map((part) => JSON.stringify(part)).join(', ')}]`
}

/** Equal for equal keys: of some types not the value's own text. */
function canonicalSample(column: ContractColumn): string {
  const base = baseOf(column.type)
  const text = String(sampleValue(column, 0))
  if (base === 'numeric') return text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
  if (base.endsWith('citext')) return text.toLowerCase()
  if (base === 'interval') return '86400'
  if (base === 'money') return '1.5'
  const hasText = column.value.pattern !== undefined || column.value.type !== 'string' || /^(text|character|name|"char")/.test(base) // prettier-ignore
  return hasText && column.collation === undefined ? text : '-4962768465676381896:2843618265203938571'
}
