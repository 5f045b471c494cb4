import type { Actor } from './actor.ts'
import { changeKey } from './actors/change-key.ts'
import { guardedCode } from './actors/guarded-code.ts'
import { plainSql } from './actors/plain-sql.ts'
import { releaseKey } from './actors/release-key.ts'

/** The first that can writes a part; plain SQL always can. */
export const actors: readonly Actor[] = [releaseKey, changeKey, guardedCode, plainSql]
