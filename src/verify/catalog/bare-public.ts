import { wholeKey } from '../../core/object-key.ts'
import type { CatalogRecord } from './catalog-record.ts'
import type { CatalogPart } from './compare-catalogs.ts'

const publicSchema = wholeKey('schema', { schema: '', name: 'public' })

/**
 * Every database is made with a schema called public. That of a service which has nothing in it says nothing of the
 * original's, where another service has something there.
 */
export function withoutBarePublic(parts: readonly CatalogPart[]): readonly CatalogPart[] {
  const uses = ({ objects }: CatalogPart) => objects.some(({ schema }) => schema === 'public')
  if (!parts.some(uses)) return parts
  return parts.map((part) => (uses(part) ? part : { ...part, objects: part.objects.filter((each) => !isPublic(each)) }))
}

function isPublic({ key, of }: CatalogRecord): boolean {
  return key === publicSchema || of.includes(publicSchema)
}
