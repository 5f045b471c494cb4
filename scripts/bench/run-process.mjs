import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const projectFolder = fileURLToPath(new URL('../../', import.meta.url))
export const program = `${projectFolder}bin/fountain-split.js`
const probe = fileURLToPath(new URL('probe.cjs', import.meta.url))

/**
 * Runs node once, its output read from a pipe as another program would. Milliseconds of the wall clock and, where `probed`, of
 * the processor, and the peak of memory in MB. The probe costs a millisecond: start-up is measured without.
 */
export async function runNode(words, { probed = true } = {}) {
  const started = process.hrtime.bigint()
  const child = spawn(process.execPath, [...(probed ? ['--require', probe] : []), ...words], {
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'pipe', probed ? 'pipe' : 'ignore'],
  })
  let errors = ''
  let usage = ''
  child.stdout.resume()
  child.stderr.on('data', (data) => (errors += data))
  child.stdio[3]?.on('data', (data) => (usage += data))
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const wall = Number(process.hrtime.bigint() - started) / 1e6
  if (code !== 0) throw new Error(`node ${words.join(' ')} ended with ${code}: ${errors}`)
  return { wall, ...(probed ? JSON.parse(usage) : {}) }
}

/** A B, B A, A B, …: what drifts on the machine drifts for both. */
export async function interleave(runs, work, peer) {
  const times = { work: [], peer: [] }
  await work()
  await peer()
  for (let run = 0; run < runs; run++) {
    const order = run % 2 === 0 ? ['work', 'peer'] : ['peer', 'work']
    for (const side of order) times[side].push(await (side === 'work' ? work() : peer()))
  }
  return times
}

/** The program with these words, against Node that does nothing. */
export function compareToBare(runs, words, probed = false) {
  return interleave(
    runs,
    () => runNode([program, ...words], { probed }),
    () => runNode(['-e', '0'], { probed }),
  )
}
