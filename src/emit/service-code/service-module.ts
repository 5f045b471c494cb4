import type { PlannedService } from '../../plan/split-plan.ts'
import type { ServiceDescription } from '../../runtime/service/service-description.ts'
import type { EmitInput } from '../emitter.ts'
import type { ServiceReferences } from '../references/service-references.ts'

/** One service, with what its code is written from. */
export interface ServiceScene {
  readonly input: EmitInput
  readonly service: PlannedService
  /** What it has in the place of references; undefined where it has no part in one that is replaced. */
  readonly references: ServiceReferences | undefined
  /** What it runs for them. */
  readonly description: ServiceDescription | undefined
}

/** The text of a file, and what `index.ts` makes of it. */
export interface ModuleText {
  readonly text: string
  /** What `index.ts` exports of it: everything, or the types where there is nothing else. */
  readonly exports: 'all' | 'types'
  /** Fields of the service's description that the file exports under their own names. */
  readonly describes?: readonly (keyof ServiceDescription)[]
}

/** Writes one file in `src/` of each service that has something to say in it. */
export interface ServiceModule {
  /** The file's name, without `.ts`. */
  readonly id: string
  print(scene: ServiceScene): ModuleText | undefined
}
