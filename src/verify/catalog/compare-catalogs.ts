import type { ObjectKey } from '../../core/object-key.ts'
import { sortByText } from '../../core/order.ts'
import type { CatalogRecord } from './catalog-record.ts'

/** One service's database, or a database that several share. */
export interface CatalogPart {
  readonly service: string
  readonly objects: readonly CatalogRecord[]
}

export interface CatalogDifference {
  readonly kind: string
  readonly identity: string
  /** `missing`: not there though it must be; `extra`: there though it must not be; `different`: not as in the original. */
  readonly what: 'missing' | 'extra' | 'different'
  /** Where; '' where it is missing everywhere. */
  readonly service: string
  /** Definitions, or a sentence where there is none; '' for nothing. */
  readonly expected: string
  readonly found: string
}

export interface ComparisonOptions {
  /** Keys of what was cut, or a question. What is part of something cut is cut with it and need not be named. */
  readonly cut?: ReadonlySet<ObjectKey> | ((record: CatalogRecord) => boolean)
  /** Keys of what must be there but may read otherwise. */
  readonly changed?: ReadonlySet<ObjectKey>
  /** What a part may have beyond the original: schemas of our own, say. What is part of it is allowed with it. */
  readonly allowed?: (record: CatalogRecord, service: string) => boolean
  /** Compare owners too. Default: no. */
  readonly owners?: boolean
}

/** Of these there is one in the whole system; anything else may be given to several services, equal in each. */
const singular = new Set(['relation', 'view', 'sequence'])

/**
 * What the parts together have otherwise than the original less what was cut, sorted by kind and identity. Of something
 * that is missing or extra as a whole only the whole is told, not its parts.
 */
export function compareCatalogs(
  original: readonly CatalogRecord[],
  parts: readonly CatalogPart[],
  options: ComparisonOptions = {},
): CatalogDifference[] {
  const expected = indexRecords(original, options)
  const found = parts.map((part) => ({ service: part.service, records: indexRecords(part.objects, options) }))
  const cut = cutRecords(expected, options.cut)
  const differences = [
    ...findMissing(expected, found, cut),
    ...found.flatMap((part) => findExtra(expected, part, cut, options.allowed)),
    ...findRepeated(expected, found),
    ...found.flatMap((part) => findDifferent(expected, part, cut, options.changed)),
    ...findIdleCuts(expected, options.cut),
  ]
  return sortByText(differences, (it) => `${it.kind} ${it.identity}\0${it.what}\0${it.service}`)
}

type Records = ReadonlyMap<ObjectKey, CatalogRecord>
interface Part {
  readonly service: string
  readonly records: Records
}

function indexRecords(records: readonly CatalogRecord[], options: ComparisonOptions): Records {
  const wanted = options.owners === true ? records : records.filter((record) => record.kind !== 'owner')
  return new Map(wanted.map((record) => [record.key, record]))
}

/** A test that holds for a record, or for anything that it is part of. */
function withParts(records: Records, test: (record: CatalogRecord) => boolean): (record: CatalogRecord) => boolean {
  const known = new Map<ObjectKey, boolean>()
  const holds = (record: CatalogRecord): boolean => {
    let answer = known.get(record.key)
    if (answer === undefined) {
      answer = test(record) || record.of.some((key) => records.has(key) && holds(records.get(key)!))
      known.set(record.key, answer)
    }
    return answer
  }
  return holds
}

function cutRecords(expected: Records, cut: ComparisonOptions['cut']): (record: CatalogRecord) => boolean {
  if (cut === undefined) return () => false
  return withParts(expected, typeof cut === 'function' ? cut : (record) => cut.has(record.key))
}

function difference(
  record: CatalogRecord,
  what: CatalogDifference['what'],
  service: string,
  expected: string,
  found: string,
): CatalogDifference {
  return { kind: record.kind, identity: record.identity, what, service, expected, found }
}

/** A whole must be in some part; what is part of it must be in every part that has all that it is part of. */
function findMissing(
  expected: Records,
  parts: readonly Part[],
  cut: (record: CatalogRecord) => boolean,
): CatalogDifference[] {
  const gone = withParts(expected, (record) => !cut(record) && !parts.some((part) => part.records.has(record.key)))
  const differences: CatalogDifference[] = []
  for (const record of expected.values()) {
    if (cut(record)) continue
    const homes = parts.filter((part) => record.of.every((key) => part.records.has(key)))
    const lacking = homes.filter((part) => !part.records.has(record.key))
    const nowhere = lacking.length === homes.length
    if (nowhere && record.of.some((key) => expected.has(key) && gone(expected.get(key)!))) continue
    if (nowhere && !parts.some((part) => part.records.has(record.key)))
      differences.push(difference(record, 'missing', '', record.definition, ''))
    else if (record.of.length > 0)
      for (const part of lacking) differences.push(difference(record, 'missing', part.service, record.definition, ''))
  }
  return differences
}

function findExtra(
  expected: Records,
  part: Part,
  cut: (record: CatalogRecord) => boolean,
  allowed: ComparisonOptions['allowed'] = () => false,
): CatalogDifference[] {
  const isAllowed = withParts(part.records, (record) => !expected.has(record.key) && allowed(record, part.service))
  const isExtra = (record: CatalogRecord): boolean => {
    const original = expected.get(record.key)
    return original === undefined ? !isAllowed(record) : cut(original)
  }
  return [...part.records.values()]
    .filter((record) => isExtra(record))
    .filter((record) => !record.of.some((key) => part.records.has(key) && isExtra(part.records.get(key)!)))
    .map((record) => {
      const reason = expected.has(record.key) ? 'nothing: it was cut' : ''
      return difference(record, 'extra', part.service, reason, record.definition)
    })
}

function findRepeated(expected: Records, parts: readonly Part[]): CatalogDifference[] {
  const differences: CatalogDifference[] = []
  for (const record of expected.values()) {
    if (!singular.has(record.kind)) continue
    const homes = parts.filter((part) => part.records.has(record.key))
    for (const part of homes.slice(1))
      differences.push(difference(record, 'extra', part.service, `only in ${homes[0]!.service}`, record.definition))
  }
  return differences
}

function findDifferent(
  expected: Records,
  part: Part,
  cut: (record: CatalogRecord) => boolean,
  changed: ReadonlySet<ObjectKey> = new Set(),
): CatalogDifference[] {
  const differences: CatalogDifference[] = []
  for (const record of part.records.values()) {
    const original = expected.get(record.key)
    if (original === undefined || cut(original) || changed.has(record.key)) continue
    const [wanted, got] =
      record.kind === 'column-order' ? sharedOrder(original, record) : [original.definition, record.definition]
    if (wanted !== got) differences.push(difference(record, 'different', part.service, wanted, got))
  }
  return differences
}

/** Orders of the columns that both have: one that is missing is told by itself. */
function sharedOrder(original: CatalogRecord, record: CatalogRecord): [string, string] {
  const wanted: string[] = JSON.parse(original.definition)
  const got: string[] = JSON.parse(record.definition)
  const [inWanted, inGot] = [new Set(wanted), new Set(got)]
  return [
    JSON.stringify(wanted.filter((name) => inGot.has(name))),
    JSON.stringify(got.filter((name) => inWanted.has(name))),
  ]
}

/** A cut of something that never was hides a mistake in the plan. */
function findIdleCuts(expected: Records, cut: ComparisonOptions['cut']): CatalogDifference[] {
  if (cut === undefined || typeof cut === 'function') return []
  return [...cut]
    .filter((key) => !expected.has(key))
    .map((key) => {
      const space = key.indexOf(' ')
      const [kind, identity] = [key.slice(0, space), key.slice(space + 1)]
      return { kind, identity, what: 'missing', service: '', expected: 'in the original, since it was cut', found: '' }
    })
}
