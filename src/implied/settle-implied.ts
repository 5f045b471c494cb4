import type { Catalog } from '../catalog/catalog.ts'
import type { Config } from '../config/config.ts'
import { quoteColumns } from '../core/identifier.ts'
import { parseColumns, splitReference } from '../core/parse-columns.ts'
import { findImplied } from './find-implied.ts'
import { defaultConfidence, type ImpliedFindings } from './implied-reference.ts'

/** What is implied, as the user wants it, in a catalog that has the confirmed references: rejected and doubtful ones are gone. */
export function settleImplied(catalog: Catalog, config: Config['implied'] = {}): ImpliedFindings {
  return searchImplied(catalog, config)()
}

/** The same when it is asked for: the search takes long. What the user wrote wrong is thrown at once. */
export function searchImplied(catalog: Catalog, config: Config['implied'] = {}): () => ImpliedFindings {
  const rejected = new Set((config.reject ?? []).map(canonical))
  const least = config.confidence ?? defaultConfidence
  return () => {
    const { references, polymorphic } = findImplied(catalog)
    return {
      references: references.filter(
        ({ id, relation, column, confidence }) =>
          confidence >= least && !rejected.has(id) && !rejected.has(quoteColumns(relation, [column.name])),
      ),
      polymorphic: polymorphic.filter(({ id }) => !rejected.has(id)),
    }
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
