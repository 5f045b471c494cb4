import { speedFigure } from '../figure.mjs'
import { interleave } from '../run-process.mjs'
import { withReleases } from '../split-release.mjs'
import { timed } from '../split-shop.mjs'

const keys = 10_000
const basket = `INSERT INTO shop.basket (owner, note)
SELECT 1 + (key * 7919 % ${keys}), 'a note' FROM generate_series($1::bigint, $2::bigint) AS key`

export const closingGuard = {
  id: 'closing-guard',
  work: 'insert rows whose key may close, under the guard that looks whether it does',
  peer: 'the whole schema, with its foreign key',
  runs: 1500,
  measure(runs) {
    return withReleases(
      async ({ clients: { shop, whole } }) => {
        for (const client of [shop, whole]) await client.query('VACUUM ANALYZE')
        let last = 0
        const compare = (rows, times) => {
          const add = (client) => () => timed(client, basket, [last + 1, (last += rows)])
          return interleave(times, add(shop), add(whole))
        }
        const one = await compare(1, runs)
        const many = await compare(500, Math.ceil(runs / 3))
        return [speedFigure('1 row', one, 0.8), speedFigure('500 rows', many, 0.95)]
      },
      { keys, runs: false },
    )
  },
}
