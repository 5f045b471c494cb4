import { baseOf } from '../../plan/contracts/value-schema.ts'
import type { ContractColumn } from '../../plan/contracts/key-contract.ts'

/** Two values of each type, in the texts that events have: one key is not enough where it becomes another. */
const samples: Readonly<Record<string, readonly [string | number | boolean, string | number | boolean]>> = {
  smallint: [7, 8],
  integer: [7, 8],
  boolean: [true, false],
  bigint: ['9007199254740993', '9007199254740994'],
  oid: ['16384', '16385'],
  xid8: ['742', '743'],
  real: ['1.5', '2.5'],
  'double precision': ['1.5', '2.5'],
  money: ['$1.50', '$2.50'],
  bytea: ['\\x00ff', '\\x01ff'],
  uuid: ['0e1f8a52-6c43-4d1e-9a3b-2f6d5c7b8a90', '5b7c9d1e-3f24-4a68-8c0d-1e2f3a4b5c6d'],
  date: ['2024-02-29', '2024-03-01'],
  interval: ['1 day', '2 days'],
  inet: ['192.0.2.1/32', '192.0.2.2/32'],
  cidr: ['192.0.2.0/24', '198.51.100.0/24'],
  macaddr: ['08:00:2b:01:02:03', '08:00:2b:01:02:04'],
  macaddr8: ['08:00:2b:01:02:03:04:05', '08:00:2b:01:02:03:04:06'],
  pg_lsn: ['16/B374D848', '16/B374D849'],
  'timestamp without time zone': ['2024-02-29 12:00:00', '2024-03-01 12:00:00'],
  'timestamp with time zone': ['2024-02-29 12:00:00+00', '2024-03-01 12:00:00+00'],
  'time without time zone': ['12:00:00', '13:00:00'],
  'time with time zone': ['12:00:00+01', '13:00:00+01'],
  json: ['{"a": 1}', '{"a": 2}'],
  jsonb: ['{"a": 1}', '{"a": 2}'],
  '"char"': ['a', 'b'],
}

/** A value that the column can have. */
export function sampleValue({ type, value }: ContractColumn, which: 0 | 1): string | number | boolean {
  if (value.enum !== undefined) return value.enum[which] ?? value.enum[0] ?? ''
  const base = baseOf(type)
  if (Object.hasOwn(samples, base)) return samples[base]![which]
  if (base === 'numeric') return sampleNumeric(type, which)
  if (base.startsWith('bit')) return sampleBits(type, which)
  if (base.endsWith('[]')) return which === 0 ? '{1,2}' : '{1,3}'
  if (base.endsWith('range')) return which === 0 ? '[1,5)' : '[2,5)'
  return which === 0 ? 'Hamlet'.slice(0, value.maxLength) : 'Othello'.slice(0, value.maxLength)
}

function modifiers(type: string): number[] {
  return /\(([^)]*)\)/.exec(type)?.[1]?.split(',').map(Number) ?? []
}

function sampleNumeric(type: string, which: 0 | 1): string {
  const [precision, scale = 0] = modifiers(type)
  if (precision === undefined) return which === 0 ? '1.50' : '2.50'
  if (scale <= 0) return `${which + 1}${'0'.repeat(-scale)}`
  const before = precision > scale ? String(which + 1) : '0'
  return `${before}.${String(which + 1).padStart(scale, '0')}`
}

function sampleBits(type: string, which: 0 | 1): string {
  const [length = 1] = modifiers(type)
  return which === 0 ? '1'.padStart(length, '0') : '0'.padStart(length, '1')
}
