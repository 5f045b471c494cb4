import type { Boundary } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Coupling, CouplingKind } from './coupling.ts'

/** One way in which things cross services. */
export interface Detector {
  readonly kind: CouplingKind
  detect(catalog: Catalog, boundary: Boundary): Iterable<Coupling>
}
