import { speedFigure } from '../figure.mjs'
import { interleave } from '../run-process.mjs'
import { timed, withSplitShop } from '../split-shop.mjs'

const keys = 10_000
const person = `INSERT INTO people.person (id, name) SELECT key, 'person ' || key FROM generate_series(1, $1::bigint) AS key`
const basket = `INSERT INTO orders.basket (person_id, note)
SELECT 1 + (key * 7919 % ${keys}), 'a note' FROM generate_series($1::bigint, $2::bigint) AS key`

export const referencingInsert = {
  id: 'referencing-insert',
  work: 'insert rows that refer to another service, guarded by a replica',
  peer: 'the whole schema, with its foreign key',
  runs: 1500,
  measure(runs) {
    return withSplitShop(async ({ orders, whole, replica }) => {
      await whole.query(person, [keys])
      await orders.query(`INSERT INTO ${replica} (id) SELECT generate_series(1, $1::bigint)`, [keys])
      for (const client of [orders, whole]) await client.query('VACUUM ANALYZE')
      let last = 0
      const compare = (rows, runs) => {
        const add = (client) => () => timed(client, basket, [last + 1, (last += rows)])
        return interleave(runs, add(orders), add(whole))
      }
      const one = await compare(1, runs)
      const many = await compare(500, Math.ceil(runs / 3))
      return [speedFigure('1 row', one, 0.95), speedFigure('500 rows', many, 1)]
    })
  },
}
