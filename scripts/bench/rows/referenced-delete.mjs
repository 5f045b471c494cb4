import { speedFigure } from '../figure.mjs'
import { interleave } from '../run-process.mjs'
import { timed, withSplitShop } from '../split-shop.mjs'

const fill = [
  `INSERT INTO people.person (id, name) SELECT key, 'person ' || key FROM generate_series(1, $1::bigint) AS key`,
  `INSERT INTO orders.basket (person_id, note) SELECT key, 'a note' FROM generate_series(1, $1::bigint) AS key, generate_series(1, 5)`,
]
const remove = 'DELETE FROM people.person WHERE id BETWEEN $1 AND $2'
const sizes = [
  { rows: 1, goal: 0.85, share: 1 },
  { rows: 100, goal: 1.8, share: 1 / 4 },
  { rows: 10_000, goal: 2.2, share: 1 / 30 },
]

export const referencedDelete = {
  id: 'referenced-delete',
  work: 'delete referenced rows, each of which is told',
  peer: 'the whole schema, where ON DELETE CASCADE takes five rows each',
  runs: 120,
  measure(runs) {
    return withSplitShop(async ({ people, whole }) => {
      const rounds = sizes.map(({ rows, share }) => ({ rows, runs: Math.max(3, Math.ceil(runs * share)) }))
      const total = rounds.reduce((sum, { rows, runs }) => sum + rows * (runs + 1), 0)
      await people.query(fill[0], [total])
      for (const text of fill) await whole.query(text, [total])
      for (const client of [people, whole]) await client.query('VACUUM ANALYZE')
      const figures = []
      const done = { people: 0, whole: 0 }
      for (const [at, { rows, runs }] of rounds.entries()) {
        const cut = (side, client) => () => timed(client, remove, [done[side] + 1, (done[side] += rows)])
        const times = await interleave(runs, cut('people', people), cut('whole', whole))
        figures.push(speedFigure(rows === 1 ? '1 row' : `${rows} rows`, times, sizes[at].goal))
      }
      return figures
    })
  },
}
