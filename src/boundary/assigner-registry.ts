import type { Assigner } from './assigner.ts'
import { byDefaultSchema } from './assigners/by-default-schema.ts'
import { byPattern } from './assigners/by-pattern.ts'
import { byRelation } from './assigners/by-relation.ts'
import { bySchema } from './assigners/by-schema.ts'

/** In order of precedence. */
export const assigners: readonly Assigner[] = [byRelation, byPattern, bySchema, byDefaultSchema]
