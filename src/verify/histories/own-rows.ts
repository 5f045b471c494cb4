import { quoteQualified } from '../../core/identifier.ts'
import type { RelationShape } from './relation-shape.ts'

/** A relation in FROM as a foreign key sees it: with the rows of its partitions, without those of relations that inherit from it. */
export function ownRows(shape: Pick<RelationShape, 'schema' | 'name' | 'partitioned'>): string {
  return `${shape.partitioned ? '' : 'ONLY '}${quoteQualified(shape)}`
}
