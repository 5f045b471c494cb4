import type { Pool } from 'pg'
import { BackOff } from './back-off.ts'
import { sleep, WakeUp } from './wake-up.ts'

export interface WorkerLoopOptions {
  readonly pool: Pool
  /** Rings when there may be something to do; a plain name of our own. */
  readonly channel: string
  /** Milliseconds until the next look where nothing rings. */
  readonly rest: () => number | Promise<number>
  /** One look; tells whether anything was done. */
  readonly work: () => Promise<boolean>
  /** Hears what kept a look from being done, and in how many milliseconds it is tried again. */
  readonly failed: (error: unknown, wait: number) => void
}

/** Looks for work until it is stopped: at once after work was done, else when the channel rings or the time has come. */
export class WorkerLoop {
  readonly #options: WorkerLoopOptions
  readonly #stop = new AbortController()
  #running: Promise<void> | undefined

  constructor(options: WorkerLoopOptions) {
    this.#options = options
  }

  /** May be called twice. */
  start(): void {
    this.#running ??= this.#run()
  }

  /** Ends after the look that is being taken. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { pool, channel, rest, work, failed } = this.#options
    const { signal } = this.#stop
    const backOff = new BackOff(200, 10_000)
    let wakeUp: WakeUp | undefined
    while (!signal.aborted)
      try {
        wakeUp ??= await WakeUp.listen(pool, channel)
        wakeUp.clear()
        const done = await work()
        backOff.reset()
        if (!done) await wakeUp.wait(await rest(), signal)
      } catch (error) {
        const wait = backOff.next()
        failed(error, wait)
        // The connection may be what failed.
        wakeUp?.release()
        wakeUp = undefined
        await sleep(wait, signal)
      }
    wakeUp?.release()
  }
}
