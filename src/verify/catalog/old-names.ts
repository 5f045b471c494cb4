import { quoteQualified } from '../../core/identifier.ts'
import type { SplitPlan } from '../../plan/split-plan.ts'
import type { CatalogRecord } from './catalog-record.ts'

/** In `layout: schemas` what several services need is in a schema of each: told by the name that it has in the original. */
export function withOldNames(
  { copies }: Pick<SplitPlan, 'copies'>,
  records: readonly CatalogRecord[],
): CatalogRecord[] {
  const renamings = copies.map(({ object, from, to, name }) => {
    const escaped = quoteQualified({ schema: to, name }).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    // A type and a function may share a name.
    const after = object.startsWith('routine ') ? '(?=\\()' : '(?![\\w$(])'
    return { found: new RegExp(`(?<![\\w$.])${escaped}${after}`, 'g'), old: quoteQualified({ schema: from, name }) }
  })
  const rename = (text: string): string =>
    renamings.reduce((renamed, { found, old }) => renamed.replace(found, () => old), text)
  const renameWithin = (value: unknown): unknown => {
    if (typeof value === 'string') return rename(value)
    if (Array.isArray(value)) return value.map(renameWithin)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renameWithin(inner)]))
  }
  const renamed = records.map((record) => ({
    ...record,
    key: rename(record.key),
    identity: rename(record.identity),
    of: record.of.map(rename),
    definition: JSON.stringify(renameWithin(JSON.parse(record.definition))),
  }))
  return [...new Map(renamed.map((record) => [record.key, record])).values()]
}
