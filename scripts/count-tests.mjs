// Prints `N passed, N failed` from vitest's JSON: the line that CI reads. Exits 1 unless something passed and nothing failed.
import { readFileSync } from 'node:fs'

const text = readFileSync(process.argv[2], 'utf8')
if (text === '') {
  console.log('vitest left no results')
  console.log('0 passed, 1 failed')
  process.exit(1)
}
const { testResults: files } = JSON.parse(text)
const count = (status) => files.flatMap((file) => file.assertionResults).filter((test) => test.status === status).length
// A file that does not load has no tests that could fail: it counts as one.
const unloaded = files.filter(
  (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
)
const skipped = count('skipped') + count('pending') + count('todo')
if (skipped > 0) console.log(`${skipped} skipped`)
const failed = count('failed') + unloaded.length
console.log(`${count('passed')} passed, ${failed} failed`)
process.exit(failed === 0 && count('passed') > 0 ? 0 : 1)
