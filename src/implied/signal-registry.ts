import { exact } from './readings/exact.ts'
import { gluedRole } from './readings/glued-role.ts'
import { hierarchy } from './readings/hierarchy.ts'
import { numbered } from './readings/numbered.ts'
import { ownPrefix } from './readings/own-prefix.ts'
import { withRole } from './readings/with-role.ts'
import type { Reading, Spelling, Weighing } from './signal.ts'
import { bareRelation } from './spellings/bare-relation.ts'
import { ownKeyName } from './spellings/own-key-name.ts'
import { person } from './spellings/person.ts'
import { relationAndKey } from './spellings/relation-and-key.ts'
import { shortRelationAndKey } from './spellings/short-relation-and-key.ts'
import { comment } from './weighings/comment.ts'
import { habit } from './weighings/habit.ts'
import { indexed } from './weighings/indexed.ts'
import { ownKey } from './weighings/own-key.ts'
import { relationName } from './weighings/relation-name.ts'
import { schema } from './weighings/schema.ts'
import { self } from './weighings/self.ts'
import { type } from './weighings/type.ts'
import { uniqueTarget } from './weighings/unique-target.ts'

/** How keys may be called, how columns may be read, and what else is weighed; in the order in which reasons are told. */
export const spellings: readonly Spelling[] = [ownKeyName, relationAndKey, shortRelationAndKey, bareRelation, person]
export const readings: readonly Reading[] = [exact, numbered, withRole, gluedRole, ownPrefix, hierarchy]
export const weighings: readonly Weighing[] = [
  uniqueTarget,
  type,
  comment,
  relationName,
  indexed,
  ownKey,
  schema,
  self,
  habit,
]
