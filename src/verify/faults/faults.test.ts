import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Split } from '../../split.ts'
import { ClientConnection } from '../concurrent/client-connection.ts'
import { schemaOfMistakes, tellMistakeAtOnce } from '../concurrent/mistake-at-once.test-support.ts'
import { isLong } from '../long-form.test-support.ts'
import { arenaWith, mistakenSchema, splitOf, tellMistake } from '../replay/mistake.test-support.ts'
import { replayHistory } from '../replay/replay-history.ts'
import { tellLeftOut } from '../replay/tell-left-out.ts'
import { writeHistories } from '../replay/write-histories.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { faults } from './fault-registry.ts'

let server: ScratchServer
let split: Split
beforeAll(async () => {
  server = await startScratchServer()
  split = await splitOf(mistakenSchema)
})
afterAll(() => server?.stop())

/** By itself; together they break in the matrix. What a mistake is found by stands with the mistakes. */
describe.runIf(isLong)('a fault changes nothing where nothing is wrong', () => {
  test.each(faults.map(({ id }) => id))('%s', { timeout: 600_000 }, async (fault) => {
    expect(await tellMistake(server, split, { faults: [fault], often: 0.4, operations: 100 })).toBeUndefined()
  })
})

test('a service that goes back to its backup ends the history, also where events were late', async () => {
  const arena = await arenaWith(server, split, {})
  const person = (code: string) => [{ kind: 'insert' as const, relation: ['people', 'person'] as const, rows: [{ code }] }] // prettier-ignore
  const basket = [{ kind: 'insert' as const, relation: ['shop', 'basket'] as const, rows: [{ id: '1' }] }]
  const fault = (name: string) => ({ kind: 'fault' as const, fault: name, seed: 1 })
  const history = [person('1'), fault('restored-backup'), fault('delay'), person('2'), basket]
  const { steps, difference } = await replayHistory(arena, await arena.restart(), (_, at) => history[at], { columns: arena.unrepeatable }) // prettier-ignore
  await arena.close()
  expect(difference).toBeUndefined()
  expect(steps.map(({ became }) => became)).toEqual(['accepted', 'broken', 'broken', 'parted'])
})

describe('a database that crashes and starts again', { timeout: 240_000 }, () => {
  const publish = 'await this.#hand(wrapTransactions(service, stretch.rows))'
  const keep = 'await savePosition(client, home, name, stretch)'
  const tooSoon = {
    file: 'relay/relay.ts',
    from: `${publish}\n      ${keep}`,
    to: `${keep.replace('client', 'this.#options.pool as never')}\n      await sleep(20, this.#stop.signal)\n      ${publish}`,
  }
  const restart = { faults: ['database-restart'], often: 0.5 }

  test('has what was committed, and everybody connects again, whoever writes at once meanwhile', async () => {
    expect(await tellMistake(server, split, { ...restart, operations: 12 })).toBeUndefined()
    const { lines, summary } = await tellMistakeAtOnce(server, await splitOf(schemaOfMistakes), { ...restart, operations: 20 }) // prettier-ignore
    expect(lines).toEqual([])
    expect(summary).toMatchObject({ undecided: 0, differences: 0 })
    expect(summary.faults).toBeGreaterThan(0)
  })

  test('takes the sessions of one service only where the server is not ours', async () => {
    const { crash: _, ...given } = server
    expect(await tellMistake(given, split, { ...restart, operations: 12 })).toBeUndefined()
    const arena = { learnt: { samples: new Map(), unknown: new Map() }, shapes: new Map(), unreplaced: [] }
    const told = (mayCrash: boolean, broken: readonly string[]) => tellLeftOut(split.plan, { ...arena, mayCrash }, { columns: new Map() }, broken) // prettier-ignore
    expect(told(false, restart.faults)).toEqual([expect.stringContaining('the sessions of one service are ended')])
    expect([told(true, restart.faults), told(false, ['duplicates'])]).toEqual([[], []])
  })

  test('shows a relay that keeps its position before it has published', async () => {
    const arena = await arenaWith(server, split, { runtime: tooSoon })
    const limits = { ...restart, seed: 1, operations: 100, seconds: 100 }
    const { failed } = await writeHistories(arena, limits, { columns: arena.unrepeatable }, () => {})
    await arena.close()
    expect(failed?.difference).toBeDefined()
  })

  test('tells a client that had no answer whether its transaction was committed', async () => {
    const { url } = await server.createDatabase('clients')
    await ClientConnection.prepare(url)
    const connection = new ClientConnection(url)
    await connection.connect()
    await connection.client.query('CREATE TABLE kept (id integer PRIMARY KEY)')
    const write = async (id: number) => {
      connection.begin()
      await connection.client.query('BEGIN')
      await connection.client.query('INSERT INTO kept VALUES ($1)', [id])
      await connection.mark()
    }
    await write(1)
    await connection.client.query('COMMIT')
    await server.crash!()
    expect(await connection.renew()).toBe(true)
    await write(2)
    await server.crash!()
    expect(await connection.renew()).toBe(false)
    connection.begin()
    expect(await connection.renew()).toBe(false)
    expect((await connection.client.query('SELECT id FROM kept')).rows).toEqual([{ id: 1 }])
    await connection.end()
  })
})
