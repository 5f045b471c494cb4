/** The median of the ratios of neighbours, and whether the goal is met; `wall` and `cpu` are milliseconds. */
export function ratioFigure(what, { work, peer }, atMost) {
  const value = medianRatio(work, peer, 'wall')
  return {
    what,
    value: `${value.toFixed(2)} ×`,
    goal: `≤ ${atMost} ×`,
    met: value <= atMost,
    detail: detailOf(work, peer),
  }
}

/** The largest of several peaks, in MB. */
export function peakFigure(what, runs, atMost) {
  const value = Math.max(...runs.map(({ peak }) => peak))
  return { what, value: `${Math.round(value)} MB`, goal: `≤ ${atMost} MB`, met: value <= atMost, detail: '' }
}

function detailOf(work, peer) {
  const milliseconds = (runs) => `${Math.round(median(runs.map(({ wall }) => wall)))} ms`
  const texts = [`${milliseconds(work)} to ${milliseconds(peer)}`]
  if (work[0].cpu !== undefined) texts.push(`processor ${medianRatio(work, peer, 'cpu').toFixed(2)} ×`)
  return `${texts.join('; ')}; ${work.length} runs`
}

/** Of runs that stood next to each other in time: what slows the machine slows both. */
function medianRatio(work, peer, key) {
  return median(work.map((run, index) => run[key] / peer[index][key]))
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
