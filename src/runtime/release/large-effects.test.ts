import type { ClientBase } from 'pg'
import { expect, test, vi } from 'vitest'
import type { PlacedRows } from './key-desk.ts'
import { LargeEffects } from './large-effects.ts'

const client = {} as ClientBase
const ask = { id: 'people 1.1', key: '["people.person_id","1"]', attempt: 1 }

/** Rows of one reference; taking one lasts so many milliseconds. Those at places that are kept stay. */
function makeDesk(rows: number, msOfRow = 0, kept: (place: string) => boolean = () => false) {
  let places = Array.from({ length: rows }, (_, at) => `(0,${at + 1})`)
  const taken: number[] = []
  return {
    taken,
    listSome: async (_: ClientBase, __: readonly number[], few: number, most: number) =>
      places.length > few ? { reference: 1, places: places.slice(0, most) } : undefined,
    async actOnSome(_: ClientBase, __: readonly number[], given: PlacedRows) {
      vi.advanceTimersByTime(given.places.length * msOfRow)
      const gone = new Set(given.places.filter((place) => !kept(place)))
      const before = places.length
      places = places.filter((place) => !gone.has(place))
      taken.push(given.places.length)
      return before - places.length
    },
  }
}

async function takeAll(effects: LargeEffects, desk: ReturnType<typeof makeDesk>) {
  vi.useFakeTimers({ toFake: ['performance'] })
  const rests: number[] = []
  for (let acted = true; acted && desk.taken.length < 1000;) {
    acted = await effects.actOnSome(desk, client, ask)
    if (acted) rests.push(effects.rest)
    vi.advanceTimersByTime(effects.rest)
  }
  vi.useRealTimers()
  return rests
}

test('as many rows are taken together as fit into the time that was told', async () => {
  const desk = makeDesk(30_000, 0.02)
  await takeAll(new LargeEffects({ rows: 10_000, batch: 50, share: 1 }), desk)
  expect(desk.taken.slice(0, 4)).toEqual([1000, 2000, 2500, 2500])
  const slow = makeDesk(2000, 5)
  await takeAll(new LargeEffects({ rows: 10_000, batch: 50, share: 1 }), slow)
  expect(slow.taken.slice(0, 3)).toEqual([1000, 100, 100])
  const fast = makeDesk(60_000)
  await takeAll(new LargeEffects({ rows: 4000, batch: 50, share: 1 }), fast)
  expect(Math.max(...fast.taken)).toBe(4000)
})

test('others have the rest of the time', async () => {
  const rests = await takeAll(new LargeEffects({ rows: 100, batch: 50, share: 0.1 }), makeDesk(500, 0.1))
  expect(rests.slice(0, 3).map(Math.round)).toEqual([90, 90, 90])
  expect(await takeAll(new LargeEffects({ rows: 100, batch: 50, share: 1 }), makeDesk(300, 0.1))).toEqual([0, 0, 0])
})

test('while it rests it names the releases whose letters can wait', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const effects = new LargeEffects({ rows: 100, batch: 50, share: 0.1 })
  await effects.actOnSome(makeDesk(500, 0.1), client, ask)
  expect(effects.resting()).toEqual(['people 1.1'])
  vi.advanceTimersByTime(90)
  expect(effects.resting()).toEqual([])
  vi.useRealTimers()
})

test('what few rows are left goes with the key, and so do rows that a trigger keeps', async () => {
  const few = makeDesk(100)
  expect(await new LargeEffects({ rows: 100, batch: 50, share: 1 }).actOnSome(few, client, ask)).toBe(false)
  expect(few.taken).toEqual([])
  const stuck = makeDesk(300, 0, () => true)
  await takeAll(new LargeEffects({ rows: 100, batch: 50, share: 1 }), stuck)
  expect(stuck.taken).toEqual([100, 100, 100])
})
