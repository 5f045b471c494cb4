// Measures what docs/performance.md promises, as ratios to a peer that is measured in between: A B, B A, A B, …
//   npm run bench -- [--only analyze-10000] [--rows] [--runs 9] [--check]
import { parseArgs } from 'node:util'
import { printFigures } from './bench/print-figures.mjs'
import { rows } from './bench/row-registry.mjs'

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rows: { type: 'boolean' },
    runs: { type: 'string' },
    check: { type: 'boolean' },
  },
})

const unknown = (values.only ?? []).filter((id) => !rows.some((row) => row.id === id))
if (unknown.length > 0) {
  console.error(`no row ${unknown.join(', ')}; there are: ${rows.map(({ id }) => id).join(', ')}`)
  process.exit(2)
}

let missed = false
for (const row of rows) {
  if (values.only !== undefined && !values.only.includes(row.id)) continue
  if (values.rows) {
    console.log(`${row.id.padEnd(18)} ${row.work}`)
    continue
  }
  const figures = await row.measure(values.runs === undefined ? row.runs : Number(values.runs))
  printFigures(row, figures)
  missed ||= figures.some(({ met }) => !met)
}
if (values.check && missed) process.exitCode = 1
