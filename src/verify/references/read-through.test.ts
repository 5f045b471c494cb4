import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Adoption, ExistencePort } from '../../runtime/index.ts'
import { readThrough } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { nativeReference, referencedKey } from './split-pair.test-support.ts'
import type { SplitSystem } from './split-system.test-support.ts'
import { makeSystem, rowsOf } from './split-system.test-support.ts'

let server: ScratchServer
let system: SplitSystem

beforeAll(async () => {
  server = await startScratchServer()
  system = await makeSystem(server, {
    key: referencedKey(),
    references: [nativeReference()],
    referencedSql: 'CREATE TABLE playwright (id int PRIMARY KEY)',
    referencingSql: 'CREATE TABLE script (id serial PRIMARY KEY, playwright_id int)',
  })
})

afterAll(async () => {
  await system?.stop()
  await server?.stop()
})

/** Milliseconds that an answer takes at most. */
let delay = 0

/** What the referenced service's API would say, straight from its key register. */
const port: ExistencePort = {
  async find(_, [key]) {
    const { rows } = await system.referenced.query(
      `SELECT s.epoch, r.incarnation, r.version FROM fountain_split.playwright_id_register AS r, fountain_split.service_state AS s
        WHERE r.key1 = $1 AND r.alive`,
      [key],
    )
    // An answer takes its time, in which the key may go.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * delay))
    return rows[0]
  },
}

/** A write that names the key, as a generated guard does it: asks, takes the key in, and writes, in one transaction. */
async function writeScript(key: number, isolation = 'READ COMMITTED'): Promise<Adoption | string> {
  const client = await system.referencing.connect()
  try {
    await client.query(`BEGIN ISOLATION LEVEL ${isolation}`)
    const answer = await readThrough(client, system.replica, port, [String(key)])
    if (answer === 'adopted' || answer === 'known')
      await client.query('INSERT INTO script (playwright_id) VALUES ($1)', [key])
    await client.query('COMMIT')
    return answer
  } catch (error) {
    await client.query('ROLLBACK')
    return (error as { code: string }).code
  } finally {
    client.release()
  }
}

test('a key too new for the replica is taken in, and its event changes nothing when it comes', async () => {
  await system.referenced.query('INSERT INTO playwright VALUES (1)')
  expect(await writeScript(1)).toBe('adopted')
  expect(await writeScript(1)).toBe('known')
  expect(await writeScript(2)).toBe('absent')
  await system.settle()
  expect(await rowsOf(system.referencing, 'SELECT playwright_id FROM script')).toEqual([[1], [1]])
})

test('writers that ask while keys are deleted, born again and changed leave no row that refers to nothing', async () => {
  delay = 40
  const answers = new Map<string, number>()
  const note = (answer: string) => answers.set(answer, (answers.get(answer) ?? 0) + 1)
  for (let round = 0; round < 60; round++) {
    const keys = [0, 1, 2].map((n) => 100 + ((round * 3 + n) % 30))
    await system.referenced.query(
      `INSERT INTO playwright VALUES ${keys.map((key) => `(${key})`).join(', ')} ON CONFLICT DO NOTHING`,
    )
    await Promise.all([
      ...keys.map((key, at) => writeScript(key, at === 2 ? 'REPEATABLE READ' : undefined).then(note)),
      system.referenced.query('DELETE FROM playwright WHERE id = $1', [keys[0]]),
      system.referenced.query(
        'BEGIN; DELETE FROM playwright WHERE id = ' +
          keys[1] +
          '; INSERT INTO playwright VALUES (' +
          keys[1] +
          '); COMMIT',
      ),
      system.settle(),
    ])
  }
  await system.settle()
  expect(await rowsOf(system.referencing, 'SELECT state, error FROM fountain_split.inbox')).toEqual([])
  const alive = (await rowsOf(system.referenced, 'SELECT id FROM playwright ORDER BY 1')).flat()
  const replica = 'SELECT id FROM fountain_split.playwrights_playwright_id_replica ORDER BY 1'
  expect((await rowsOf(system.referencing, replica)).flat()).toEqual(alive)
  const named = (await rowsOf(system.referencing, 'SELECT DISTINCT playwright_id FROM script')).flat()
  expect(named.filter((key) => !alive.includes(key))).toEqual([])
  // Both ways were taken, or nothing was tried.
  expect(answers.get('adopted') ?? 0).toBeGreaterThan(0)
  expect(named.length).toBeGreaterThan(1)
})
