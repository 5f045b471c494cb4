import { speedFigure } from '../figure.mjs'
import { withGuardedShop } from '../guarded-shop.mjs'
import { interleave } from '../run-process.mjs'

const keys = 10_000
const bulk = 500

/** How, in words, and what at least it is to be of the native key's speed: one row, and many at once. */
const guards = [
  { guard: 'replicate', words: 'replicate', goals: [0.95, 1] },
  { guard: 'api', words: 'api, over HTTP', goals: [0.1, 0.15] },
  { guard: 'application', words: 'application, the register', goals: [0.1, 0.2] },
  { guard: 'local', words: 'application, what was heard', goals: [0.2, 0.4] },
]

export const guardedInsert = {
  id: 'guarded-insert',
  work: 'insert rows that refer to another service, by each guard',
  peer: 'the whole schema, with its foreign key; all through kysely',
  runs: 300,
  measure(runs) {
    return withGuardedShop(keys, async ({ insert }) => {
      let last = 0
      const next = (rows) => Array.from({ length: rows }, () => 1 + ((++last * 7919) % keys))
      const figures = []
      for (const { guard, words, goals } of guards)
        for (const [at, rows] of [1, bulk].entries()) {
          const times = await interleave(
            at === 0 ? runs : Math.ceil(runs / 3),
            () => insert(guard, next(rows)),
            () => insert('native', next(rows)),
          )
          figures.push(speedFigure(`${words}, ${rows === 1 ? '1 row' : `${rows} rows`}`, times, goals[at]))
        }
      return figures
    })
  },
}
