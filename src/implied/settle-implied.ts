import type { Catalog } from '../catalog/catalog.ts'
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { quoteColumns } from '../core/identifier.ts'
import { parseColumns, splitReference } from '../core/parse-columns.ts'
import { confirmReferences } from './confirm-references.ts'
import { findImplied } from './find-implied.ts'
import { defaultConfidence, type ImpliedFindings } from './implied-reference.ts'

export interface SettledImplied extends ImpliedFindings {
  /** With the confirmed references among its foreign keys. */
  readonly catalog: Catalog
  readonly diagnostics: readonly Diagnostic[]
}

/** What is implied, as the user wants it: confirmed ones are keys, rejected and doubtful ones are gone. */
export function settleImplied(source: Catalog, config: Config['implied'] = {}): SettledImplied {
  const { catalog, diagnostics } = confirmReferences(source, config.confirm ?? [])
  const { references, polymorphic } = findImplied(catalog)
  const rejected = new Set((config.reject ?? []).map(canonical))
  const least = config.confidence ?? defaultConfidence
  return {
    catalog,
    diagnostics,
    references: references.filter(
      ({ id, relation, column, confidence }) =>
        confidence >= least && !rejected.has(id) && !rejected.has(quoteColumns(relation, [column.name])),
    ),
    polymorphic: polymorphic.filter(({ id }) => !rejected.has(id)),
  }
}

/** However the user quotes it. */
function canonical(written: string): string {
  const end = (text: string): string => {
    const { schema, name, columns } = parseColumns(text)
    return quoteColumns({ schema, name }, columns)
  }
  const pair = splitReference(written)
  return pair === undefined ? end(written) : `${end(pair[0])} -> ${end(pair[1])}`
}
