import type { Move } from './move.ts'
import { changeKey } from './moves/change-key.ts'
import { changeReference } from './moves/change-reference.ts'
import { changeValue } from './moves/change-value.ts'
import { deleteAlike } from './moves/delete-alike.ts'
import { deleteRow } from './moves/delete-row.ts'
import { insertRows } from './moves/insert-rows.ts'
import { replaceRow } from './moves/replace-row.ts'
import { respellKey } from './moves/respell-key.ts'
import { shiftKeys } from './moves/shift-keys.ts'

export const moves: readonly Move[] = [
  insertRows,
  changeReference,
  changeKey,
  respellKey,
  shiftKeys,
  deleteRow,
  deleteAlike,
  replaceRow,
  changeValue,
]
