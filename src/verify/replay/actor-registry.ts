import type { Actor } from './actor.ts'
import { plainSql } from './actors/plain-sql.ts'

/** The first that takes a part writes it. */
export const actors: readonly Actor[] = [plainSql]
