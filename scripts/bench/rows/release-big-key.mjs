import { release, withReleases } from '../split-release.mjs'

const rows = 1_000_000
const insert = 'INSERT INTO shop.shelf (note) VALUES ($1)'
/** Milliseconds of each stretch that is counted. */
const stretch = 2000

/** Writes that have nothing to do with the key, one after the other, in stretches; tells how many fit in each until it is stopped. */
function keepWriting(client) {
  const stop = new AbortController()
  const counts = []
  const done = (async () => {
    while (!stop.signal.aborted) {
      const end = performance.now() + stretch
      let count = 0
      for (; performance.now() < end; count++) await client.query(insert, ['a note'])
      counts.push(count)
    }
  })()
  return async () => {
    stop.abort()
    await done
    return counts.reduce((sum, count) => sum + count, 0) / counts.length
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

export const releaseBigKey = {
  id: 'release-big-key',
  work: `unrelated writes while a key goes to which ${rows.toLocaleString('en')} rows refer`,
  peer: 'the same writes before and after',
  runs: 3,
  measure(runs) {
    return withReleases(
      async ({ clients }) => {
        const ratios = []
        const walls = []
        for (let key = 1; key <= runs; key++) {
          await clients.shop.query('INSERT INTO shop.basket (owner) SELECT $1 FROM generate_series(1, $2::bigint)', [
            key,
            rows,
          ])
          await clients.shop.query('VACUUM ANALYZE shop.basket')
          const alone = async () => {
            const stop = keepWriting(clients.shop)
            await pause(2 * stretch)
            return stop()
          }
          const before = await alone()
          const stop = keepWriting(clients.shop)
          const { state, wall } = await release(clients, key)
          const during = await stop()
          if (state !== 'released') throw new Error(`the release was answered with ${state}`)
          const after = await alone()
          ratios.push(during / ((before + after) / 2))
          walls.push(wall)
        }
        const value = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)]
        const seconds = walls.map((wall) => `${(wall / 1000).toFixed(1)} s`).join(', ')
        return [
          {
            what: 'throughput',
            value: `${value.toFixed(2)} ×`,
            goal: '≥ 0.9 ×',
            met: value >= 0.9,
            detail: `releases took ${seconds}`,
          },
        ]
      },
      { keys: runs },
    )
  },
}
