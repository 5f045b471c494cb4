import type { Evidence } from '../core/diagnostic.ts'
import type { ObjectId, Part } from '../catalog/statement.ts'

export type CouplingKind =
  | 'foreign-key'
  | 'view'
  | 'routine'
  | 'trigger'
  | 'type'
  | 'sequence'
  | 'default'
  | 'generated-column'
  | 'check'
  | 'inheritance'
  | 'partition'
  | 'policy'
  | 'rule'
  | 'grant'
  | 'publication'

/** One end of a coupling. `service` is '' where none is known (a role without a home, dynamic SQL). */
export interface CouplingEnd {
  readonly service: string
  /** Display name of the object. */
  readonly object: string
}

/** Something that crosses a boundary. */
export interface Coupling {
  readonly kind: CouplingKind
  readonly from: CouplingEnd
  readonly to: CouplingEnd
  readonly evidence: Evidence
  /**
   * What happens to it: `copied` (given to each service), `cut` (left out, and what needs it too), `split` (the part of
   * each service goes there), `kept` (nothing is taken out, only reported).
   */
  readonly outcome: 'copied' | 'cut' | 'split' | 'kept'
  /** The same in a sentence, with what to do. */
  readonly resolution: string
  /** The crossing object, and the one that it reaches (-1 where that is unknown, or a role). */
  readonly object: ObjectId
  readonly target: ObjectId
  /** It crosses nothing itself: it needs this object, which is cut. */
  readonly follows?: ObjectId
  /** For `cut`: only this part of this statement goes, not the object. */
  readonly cut?: { readonly statement: number; readonly part: Part }
}
