// What analyze is held against: libpg-query as anybody would call it, over every statement of a file, whose places are told.
//   node scripts/bench/parse-raw.mjs file.sql    (beside it file.sql.offsets)
import { readFileSync } from 'node:fs'
import { loadModule, parseSync } from 'libpg-query'

await loadModule()
const bytes = readFileSync(process.argv[2])
const places = readFileSync(`${process.argv[2]}.offsets`)
let statements = 0
for (let at = 0; at < places.length; at += 8) {
  const text = bytes.toString('utf8', places.readUInt32LE(at), places.readUInt32LE(at + 4))
  statements += parseSync(text).stmts.length
}
console.log(statements)
