import { mkdtempSync, openSync, closeSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeLargeSchema } from './make-large-schema.mjs'

/** Writes a schema of `tables` tables for as long as `use` runs; beside it, where each statement begins and ends. */
export async function withLargeFile(tables, use) {
  const folder = mkdtempSync(join(tmpdir(), 'fountain-split-bench-'))
  const file = join(folder, `${tables}.sql`)
  try {
    const offsets = writeSchema(file, tables)
    writeFileSync(`${file}.offsets`, Uint32Array.from(offsets))
    return await use(file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function writeSchema(file, tables) {
  const out = openSync(file, 'w')
  const offsets = []
  let at = 0
  let waiting = ''
  for (const piece of makeLargeSchema(tables)) {
    if (/^\w/.test(piece)) offsets.push(at, at + piece.length)
    at += piece.length
    waiting += piece
    if (waiting.length < 1 << 20) continue
    writeSync(out, waiting)
    waiting = ''
  }
  writeSync(out, waiting)
  closeSync(out)
  return offsets
}
