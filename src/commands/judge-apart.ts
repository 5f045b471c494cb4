import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { judgePast, type Past, type PastTask } from '../index.ts'

/** Bytes of SQL from which on a thread is worth its start. */
const enough = 1 << 20

/**
 * Judges an earlier schema on a thread of its own, while this one reads today's; what it returns waits for the outcome. Undefined
 * where it is small, or the program was not built.
 */
export function judgeApart(task: PastTask): (() => Promise<Past>) | undefined {
  const program = ['start.cjs', '../start.cjs']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path))
  if (program === undefined || task.files.reduce((sum, { bytes }) => sum + bytes.length, 0) < enough) return undefined
  const worker = new Worker(`require(${JSON.stringify(program)}).loadChunk('past.cjs')`, {
    eval: true,
    workerData: task,
  })
  // Where today's schema cannot be read, nobody waits for that of then.
  worker.unref()
  const outcome = hear<Omit<Past, 'contracts'>>(worker)
  outcome.catch(() => {})
  const contracts = async () => {
    worker.postMessage('contracts', [])
    return waitFor(worker, hear<Awaited<ReturnType<Contracts>>>(worker))
  }
  return async () => {
    try {
      return { ...(await waitFor(worker, outcome)), contracts }
    } catch {
      // An error that has passed between threads is no more what it was.
      return judgePast(task)
    }
  }
}

type Contracts = NonNullable<Past['contracts']>

function hear<Message>(worker: Worker): Promise<Message> {
  return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject).once('exit', reject))
}

async function waitFor<Message>(worker: Worker, message: Promise<Message>): Promise<Message> {
  worker.ref()
  try {
    return await message
  } finally {
    worker.unref()
  }
}
