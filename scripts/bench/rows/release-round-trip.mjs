import { quantile } from '../figure.mjs'
import { release, withReleases } from '../split-release.mjs'

export const releaseRoundTrip = {
  id: 'release-round-trip',
  work: 'from the request to the answer of a release that three services have a part in, one after the other',
  peer: 'none: what is measured is the time',
  runs: 200,
  measure(runs) {
    return withReleases(
      async ({ clients }) => {
        await clients.shop.query('INSERT INTO shop.basket (owner) SELECT generate_series(1, $1::bigint)', [runs + 20])
        const times = []
        for (let key = 1; key <= runs + 20; key++) {
          const { state, wall } = await release(clients, key)
          if (state !== 'released') throw new Error(`the release of ${key} was answered with ${state}`)
          if (key > 20) times.push(wall)
        }
        const [half, late] = [quantile(times, 0.5), quantile(times, 0.99)]
        const detail = `half of them within ${half.toFixed(0)} ms; ${times.length} releases`
        return [{ what: 'p99', value: `${late.toFixed(0)} ms`, goal: '', met: true, detail }]
      },
      { keys: runs + 20 },
    )
  },
}
