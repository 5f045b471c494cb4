/**
 * The median of the ratios of neighbours, and whether the goal is met; `wall` and `cpu` are milliseconds. `probed`: the same
 * again with the time of the processor, where the probe would be felt in `times`.
 */
export function ratioFigure(what, times, atMost, probed = times) {
  const { work, peer } = times
  const value = medianRatio(work, peer, 'wall')
  return {
    what,
    value: `${value.toFixed(2)} ×`,
    goal: `≤ ${atMost} ×`,
    met: value <= atMost,
    detail: detailOf(times, probed),
  }
}

/** How many times as fast as the peer: the median of the ratios of neighbours, by the clock. */
export function speedFigure(what, { work, peer }, atLeast) {
  const value = median(work.map((run, index) => peer[index].wall / run.wall))
  const milliseconds = (runs) => median(runs.map(({ wall }) => wall)).toFixed(2)
  const detail = `${milliseconds(work)} to ${milliseconds(peer)} ms; ${work.length} runs`
  return { what, value: `${value.toFixed(2)} ×`, goal: `≥ ${atLeast} ×`, met: value >= atLeast, detail }
}

/** The largest of several peaks, in MB. */
export function peakFigure(what, runs, atMost) {
  const value = Math.max(...runs.map(({ peak }) => peak))
  return { what, value: `${Math.round(value)} MB`, goal: `≤ ${atMost} MB`, met: value <= atMost, detail: '' }
}

function detailOf({ work, peer }, probed) {
  const milliseconds = (runs) => Math.round(median(runs.map(({ wall }) => wall)))
  const fastest = Math.min(...work.map(({ wall }) => wall)) / Math.min(...peer.map(({ wall }) => wall))
  const processor = medianRatio(probed.work, probed.peer, 'cpu')
  const times = `${milliseconds(work)} to ${milliseconds(peer)} ms`
  return `${times}; fastest ${fastest.toFixed(2)} ×; processor ${processor.toFixed(2)} ×; ${work.length} runs`
}

/** Of runs that stood next to each other in time: what slows the machine slows both. */
function medianRatio(work, peer, key) {
  return median(work.map((run, index) => run[key] / peer[index][key]))
}

/** The number that so large a share of them does not exceed. */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
