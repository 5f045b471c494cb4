import type { Pool, PoolClient } from 'pg'

/** Listens on a channel. What rings while nobody waits is kept, so that no wait sleeps through it. */
export class WakeUp {
  readonly client: PoolClient
  #rung = false
  #wake: () => void = () => {}

  private constructor(client: PoolClient) {
    this.client = client
    const ring = () => {
      this.#rung = true
      this.#wake()
    }
    // A lost connection rings too: whoever wakes finds out.
    client.on('notification', ring).on('error', ring)
  }

  /** `channel` is a plain name of our own. */
  static async listen(pool: Pool, channel: string): Promise<WakeUp> {
    const client = await pool.connect()
    const wakeUp = new WakeUp(client)
    try {
      await client.query(`LISTEN ${channel}`)
      return wakeUp
    } catch (error) {
      client.release(true)
      throw error
    }
  }

  /** To be called before looking for work: what rings from now on ends the next wait. */
  clear(): void {
    this.#rung = false
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung) await sleep(ms, signal, (wake) => (this.#wake = wake))
  }

  release(): void {
    this.client.release(true)
  }
}

/** Sleeps so long, or until `signal`, or until what `arm` is given is called. */
export function sleep(ms: number, signal: AbortSignal, arm: (wake: () => void) => void = () => {}): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
    arm(done)
    if (signal.aborted) done()
  })
}
