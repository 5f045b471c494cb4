import type { Catalog } from '../catalog/catalog.ts'
import { displayName } from '../catalog/catalog.ts'
import type { Constraint, Index } from '../catalog/object.ts'
import { quoteName } from '../core/identifier.ts'
import type { Effect } from './effect.ts'
import type { RelationParts } from './relation-parts.ts'

/** Why PRIMARY KEY, UNIQUE, EXCLUDE or an index can refuse what an update writes; `written` with what is computed from it. */
export function* judgeUniqueness(
  catalog: Catalog,
  effect: Effect,
  { constraints, indexes }: RelationParts,
  written: ReadonlySet<string>,
): Generator<string> {
  const held = ({ columns, reads = [] }: Constraint | Index): string =>
    [...new Set([...columns, ...reads])].filter((column) => written.has(column)).map(quoteName).join(', ') // prettier-ignore
  // To a unique key a row with NULL is like no other.
  const isApart = ({ columns, nullsNotDistinct }: Constraint | Index): boolean =>
    effect.value === 'null' && nullsNotDistinct !== true && columns.some((column) => effect.columns.includes(column))

  for (const key of constraints) {
    if (key.form === 'check' || held(key) === '' || (key.form === 'unique' && isApart(key))) continue
    yield `${keyWords[key.form]} ${displayName(catalog, key)} holds ${held(key)}.`
  }
  for (const index of indexes) {
    if (held(index) === '') continue
    const name = displayName(catalog, index)
    if (index.unique && !isApart(index)) yield `Unique index ${name} holds ${held(index)}.`
    else if (canFail(catalog, index)) yield `Index ${name} computes from ${held(index)}, which can fail.`
  }
}

const keyWords = { primary: 'PRIMARY KEY', unique: 'UNIQUE', exclude: 'EXCLUDE' } as const

const calls = /[/%]|::|->|\b(?!(?:and|or|not|in|where)\b)\w+"?\s*\(/i

/** Whether an index computes anything that may stop: a function, a division, a cast. Comparing and IS NULL do not. */
function canFail(catalog: Catalog, index: Index): boolean {
  if (index.columns.includes('')) return true
  if (!index.partial) return false
  const { file, textStart, end } = catalog.statements[index.statement]!
  const text = catalog.files[file]!.part(textStart, end).toString('utf8')
  const predicate = /\bwhere\b[^]*$/i.exec(text)?.[0]
  return predicate === undefined || calls.test(predicate)
}
