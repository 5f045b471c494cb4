import type { TieFinder } from './tie.ts'
import { name } from './ties/name.ts'
import { reference } from './ties/reference.ts'
import { routine } from './ties/routine.ts'
import { view } from './ties/view.ts'

/** Every reason why relations belong together. */
export const tieFinders: readonly TieFinder[] = [reference, view, routine, name]
