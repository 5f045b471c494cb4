import { speedFigure } from '../figure.mjs'
import { interleave } from '../run-process.mjs'
import { timed, withSplitShop } from '../split-shop.mjs'

const insert = `INSERT INTO people.person (id, name, email)
SELECT key, 'person ' || key, 'person' || key || '@example.org' FROM generate_series($1::bigint, $2::bigint) AS key`

export const referencedInsert = {
  id: 'referenced-insert',
  work: 'insert referenced rows, whose keys are registered and told',
  peer: 'the same table with nothing of ours',
  runs: 300,
  measure(runs) {
    return withSplitShop(async ({ people, bare }) => {
      let last = 0
      const compare = (rows, runs) => {
        const add = (client) => () => timed(client, insert, [last + 1, (last += rows)])
        return interleave(runs, add(people), add(bare))
      }
      const one = await compare(1, runs)
      const many = await compare(500, Math.ceil(runs / 3))
      return [speedFigure('1 row', one, 0.6), speedFigure('500 rows', many, 0.45)]
    })
  },
}
