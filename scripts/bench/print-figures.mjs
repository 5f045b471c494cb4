/** One row and its figures, within 80 columns. */
export function printFigures({ id, work, peer }, figures) {
  console.log(`${id}: ${work}\n  against ${peer}`)
  for (const { what, value, goal, met, detail } of figures) {
    console.log(`  ${what.padEnd(12)} ${value.padStart(8)}  goal ${goal.padEnd(9)} ${met ? 'met' : 'MISSED'}`)
    if (detail !== '') console.log(`               ${detail}`)
  }
  console.log('')
}
