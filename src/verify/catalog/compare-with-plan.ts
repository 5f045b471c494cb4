import { wholeKey } from '../../core/object-key.ts'
import type { EmitInput } from '../../emit/emitter.ts'
import { findServiceReferences } from '../../emit/references/service-references.ts'
import { withoutBarePublic } from './bare-public.ts'
import type { CatalogRecord } from './catalog-record.ts'
import type { CatalogDifference, CatalogPart } from './compare-catalogs.ts'
import { compareCatalogs } from './compare-catalogs.ts'
import { nativeKeys, ownObjects } from './own-objects.ts'

/** The parts together against the original, less exactly what the plan says is gone, and with what stands in its place. */
export function compareWithPlan(
  { catalog, plan }: EmitInput,
  original: readonly CatalogRecord[],
  parts: readonly CatalogPart[],
): CatalogDifference[] {
  const schemas = new Set(plan.copies.map(({ to }) => wholeKey('schema', { schema: '', name: to })))
  const gone = plan.removals.filter(({ extent }) => extent === 'gone')
  const services = findServiceReferences({ catalog, plan })
  const isOurs = ownObjects(services, original)
  const found = new Set(parts.flatMap(({ objects }) => objects.map(({ key }) => key)))
  const missing = [...nativeKeys(services, original)]
    .filter(([key]) => !found.has(key))
    .map(([key, expected]): CatalogDifference => {
      const identity = key.slice('foreign-key '.length)
      return { kind: 'foreign-key', identity, what: 'missing', service: '', expected, found: '' }
    })
  // Those are on the list of what was cut, and there again.
  const others = withoutBarePublic(parts).map((part) => ({
    ...part,
    objects: part.objects.filter((record) => record.kind !== 'foreign-key' || !isOurs(record)),
  }))
  const differences = compareCatalogs(original, others, {
    owners: true,
    allowed: (record) => schemas.has(record.key) || isOurs(record),
    cut: new Set(gone.map(({ object }) => object)),
    changed: new Set(gone.flatMap(({ changed }) => changed ?? [])),
  })
  return [...missing, ...differences]
}
