import { Worker } from 'node:worker_threads'
import { isTerminal } from './is-terminal.ts'

/**
 * Draws a line on standard error from a thread of its own, since reading keeps the main one busy. The first number is 0 while
 * it may write, 1 while it does, 2 when it must not any more; the second is 1 once a line was drawn.
 */
const drawer = `
const { workerData: { state, what, began, patience, columns } } = require('node:worker_threads')
const { writeSync } = require('node:fs')
const lock = new Int32Array(state)
const frames = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏']
let at = 0
const draw = () => {
  if (Atomics.compareExchange(lock, 0, 0, 1) !== 0) return clearInterval(timer)
  const line = frames[at++ % frames.length] + ' ' + what + ' … ' + Math.round((Date.now() - began) / 1000) + ' s'
  try { writeSync(2, '\\r\\u001b[K' + [...line].slice(0, columns - 1).join('')) } catch {}
  Atomics.store(lock, 1, 1)
  Atomics.store(lock, 0, 0)
}
let timer
setTimeout(() => { draw(); timer = setInterval(draw, 100) }, began + patience - Date.now())
`

const patience = 1000

/** Does a task and, where it takes more than a second and somebody looks at standard error, says what and for how long. */
export async function busily<T>(what: string, quiet: boolean | undefined, task: () => Promise<T>): Promise<T> {
  if (quiet === true || process.env['TERM'] === 'dumb' || !isTerminal(2)) return task()
  const stream = process.stderr
  const state = new SharedArrayBuffer(8)
  const lock = new Int32Array(state)
  const worker = new Worker(drawer, {
    eval: true,
    workerData: { state, what, began: Date.now(), patience, columns: stream.columns || 80 },
  })
  worker.unref()
  worker.on('error', () => {})
  try {
    return await task()
  } finally {
    // A line is drawn in no time.
    while (Atomics.compareExchange(lock, 0, 0, 2) === 1);
    if (Atomics.load(lock, 1) === 1) stream.write('\r\u001b[K')
    void worker.terminate()
  }
}
