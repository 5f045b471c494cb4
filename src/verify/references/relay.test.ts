import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Envelope, Publisher, RelayOptions, RuntimeHooks } from '../../runtime/index.ts'
import { Consumer, MemoryTransport, Relay, readEnvelope } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { nativeReference, referencedKey } from './split-pair.test-support.ts'
import type { SplitSystem } from './split-system.test-support.ts'
import { makeSystem, rowsOf } from './split-system.test-support.ts'

let server: ScratchServer
let system: SplitSystem
let published: Envelope[] = []
const collect: Publisher = { publish: async (batch) => void published.push(...batch) }

beforeAll(async () => {
  server = await startScratchServer()
  system = await makeSystem(server, {
    key: referencedKey(),
    references: [nativeReference()],
    referencedSql: 'CREATE TABLE playwright (id int PRIMARY KEY)',
    referencingSql: 'CREATE TABLE script (id int PRIMARY KEY, playwright_id int)',
  })
})

afterAll(async () => {
  await system?.stop()
  await server?.stop()
})

beforeEach(async () => {
  await system.referenced.query('DELETE FROM playwright; DELETE FROM fountain_split.outbox')
  published = []
})

const write = (sql: string) => system.referenced.query(sql)
const keys = () => published.map((envelope) => Number(envelope.subject))
const relay = (more: Partial<RelayOptions> = {}) =>
  new Relay({ pool: system.referenced, home: 'fountain_split', service: 'playwrights', transport: collect, ...more })

describe('what is published', () => {
  test('an envelope is a CloudEvent that says where in its transaction it stands', async () => {
    await write(`BEGIN; SET LOCAL fountain_split.traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      INSERT INTO playwright VALUES (1), (2); UPDATE playwright SET id = 3 WHERE id = 1; COMMIT`)
    await relay().drain()
    expect(published).toHaveLength(4)
    expect(published[2]).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      source: 'playwrights',
      type: 'playwrights.playwright_id.key-changed',
      subject: '1',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      datacontenttype: 'application/json',
      dataschema: 'urn:fountain-split:event:playwrights.playwright_id.key-changed#/$defs/data',
      partitionkey: 'playwrights.playwright_id:1',
      sequence: expect.stringMatching(/^\d{20}$/),
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      data: {
        format: 1,
        aggregate: 'playwrights.playwright_id',
        event: 'key-changed',
        key: { id: 1 },
        successor: { id: 3 },
        successorVersion: published[3]!.data.version,
        epoch: '1',
        incarnation: published[0]!.data.version,
        version: expect.stringMatching(/^\d+$/),
        previous: published[0]!.data.version,
        transaction: { id: expect.stringMatching(/^\d+$/), counts: { 'playwrights.playwright_id': 4 } },
        statement: { number: 2, place: 1, count: 2 },
      },
    })
    expect(readEnvelope(JSON.parse(JSON.stringify(published[2])))).toMatchObject({ subject: '1', statement: 2 })
    const newer = { ...published[2]!, data: { ...published[2]!.data, format: 2 } }
    expect(() => readEnvelope(newer)).toThrow(/format 2/)
  })

  test('a batch never cuts a transaction', async () => {
    await write('INSERT INTO playwright SELECT generate_series(1, 7)')
    await write('INSERT INTO playwright VALUES (8)')
    const small = relay({ batch: 3, name: 'small' })
    expect(await small.publish()).toMatchObject({ published: 7, more: true })
    await small.drain()
    expect(keys()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('what the transport refuses is published again, and nothing behind it before', async () => {
    await write('INSERT INTO playwright VALUES (1)')
    let failures = 2
    const transport = {
      publish: (batch: readonly Envelope[]) =>
        failures-- > 0 ? Promise.reject(new Error('the broker is away')) : collect.publish(batch),
    }
    const failing = relay({ transport, name: 'failing' })
    await expect(failing.drain()).rejects.toThrow('the broker is away')
    await write('INSERT INTO playwright VALUES (2)')
    await expect(failing.drain()).rejects.toThrow('the broker is away')
    await failing.drain()
    expect(keys()).toEqual([1, 2])
  })

  test('what every relay has published is kept for a while, and not for ever', async () => {
    await write('INSERT INTO playwright VALUES (1)')
    const short = relay({ retention: 0 })
    for (const { relay: name } of (await system.referenced.query('SELECT relay FROM fountain_split.relay_position'))
      .rows)
      await relay({ name }).drain()
    await short.drain()
    expect(await rowsOf(system.referenced, 'SELECT count(*)::int FROM fountain_split.outbox')).toEqual([[1]])
    short.start()
    await vi.waitFor(
      async () =>
        expect(await rowsOf(system.referenced, 'SELECT count(*)::int FROM fountain_split.outbox')).toEqual([[0]]),
      { timeout: 20_000 },
    )
    await short.stop()
  })
})

describe('transactions that commit in another order than they began', () => {
  async function overlapping(during: () => Promise<void>): Promise<void> {
    const slow = await system.referenced.connect()
    await slow.query('BEGIN; INSERT INTO playwright VALUES (1)')
    await write('INSERT INTO playwright VALUES (2)')
    await during()
    await slow.query('COMMIT')
    slow.release()
  }

  test('the horizon waits for the older one, so that it is not overtaken for good', async () => {
    const horizon = relay({ name: 'horizon' })
    await horizon.drain()
    published = []
    await overlapping(async () => {
      await horizon.drain()
      expect(keys()).toEqual([])
    })
    await horizon.drain()
    expect(keys().toSorted()).toEqual([1, 2])
  })

  test('claiming does not wait for it, and does not lose it either', async () => {
    const claiming = relay({ mode: 'skip-locked' })
    await overlapping(async () => {
      await claiming.drain()
      expect(keys()).toEqual([2])
    })
    await claiming.drain()
    expect(keys()).toEqual([2, 1])
  })

  test('several claiming relays share the work: each transaction once, and whole', async () => {
    for (let n = 0; n < 40; n++) await write(`INSERT INTO playwright VALUES (${2 * n}), (${2 * n + 1})`)
    const batches: number[][] = []
    const transport: Publisher = {
      async publish(batch) {
        await new Promise((resolve) => setTimeout(resolve, 5))
        batches.push(batch.map((envelope) => Number(envelope.subject)))
      },
    }
    await Promise.all([1, 2, 3].map(() => relay({ mode: 'skip-locked', transport, batch: 4 }).drain()))
    expect(batches.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 80 }, (_, n) => n))
    for (const batch of batches) for (const n of batch) expect(batch).toContain(n % 2 === 0 ? n + 1 : n - 1)
    expect(await rowsOf(system.referenced, 'SELECT * FROM fountain_split.outbox')).toEqual([])
  })
})

describe('a relay that runs', () => {
  test('is woken by a write, long before it would look by itself, and stops when it is told', async () => {
    const running = relay({ poll: 3_600_000, name: 'running' })
    running.start()
    const waits = () => rowsOf(system.referenced, 'SELECT waiting_relays FROM fountain_split.service_state')
    await vi.waitFor(async () => expect(await waits()).toEqual([[['running']]]), { timeout: 20_000 })
    await write('INSERT INTO playwright VALUES (5)')
    await vi.waitFor(() => expect(keys()).toContain(5), { timeout: 20_000 })
    await running.stop()
  })

  test('does not read on while the transport is busy, and stops when that is done', async () => {
    let free: () => void = () => {}
    const busy = new Promise<void>((resolve) => (free = resolve))
    let calls = 0
    const transport: Publisher = {
      async publish(batch) {
        calls++
        await busy
        published.push(...batch)
      },
    }
    for (let n = 1; n <= 6; n++) await write(`INSERT INTO playwright VALUES (${n})`)
    const slow = relay({ transport, name: 'slow', batch: 2 })
    slow.start()
    await vi.waitFor(() => expect(calls).toBe(1), { timeout: 20_000 })
    const stopping = slow.stop()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(calls).toBe(1)
    free()
    await stopping
    expect(published.length).toBeGreaterThan(0)
    await relay({ name: 'slow' }).drain()
    expect(new Set(keys())).toEqual(new Set([1, 2, 3, 4, 5, 6]))
  })
})

test('within one process: what is published is kept by the consumer, which a write wakes', async () => {
  const transport = new MemoryTransport()
  const metrics: string[] = []
  const traced: string[] = []
  const trace: NonNullable<RuntimeHooks['trace']> = (name, traceparent, run) => {
    if (traceparent !== undefined) traced.push(`${name}: ${traceparent}`)
    return run()
  }
  const consumer = new Consumer({
    pool: system.referencing,
    home: 'fountain_split',
    replicas: [system.replica],
    poll: 3_600_000,
    hooks: {
      metric: (name, value) => void (value > 0 && metrics.push(name)),
      trace,
    },
  })
  await transport.subscribe(consumer.aggregates, (batch) => consumer.receive(batch))
  consumer.start()
  await system.relay.drain()
  await write(`BEGIN; SET LOCAL fountain_split.traceparent = 'the trace'; INSERT INTO playwright VALUES (777); COMMIT`)
  await relay({ transport, name: 'memory', hooks: { trace } }).drain()
  // A key that no other test used: the past of those was deleted, and would be waited for.
  const here = () =>
    rowsOf(system.referencing, 'SELECT id FROM fountain_split.playwrights_playwright_id_replica WHERE id = 777')
  await vi.waitFor(async () => expect(await here()).toEqual([[777]]), { timeout: 20_000 })
  await consumer.stop()
  expect(metrics).toContain('consumer.applied')
  expect(traced).toEqual(['fountain-split publish: the trace', 'fountain-split apply: the trace'])
})

test('events that wait for others which never arrive are told', async () => {
  await write('INSERT INTO playwright VALUES (888)')
  await write('DELETE FROM fountain_split.outbox')
  await write('DELETE FROM playwright WHERE id = 888')
  const told: unknown[] = []
  const consumer = new Consumer({
    pool: system.referencing,
    home: 'fountain_split',
    replicas: [system.replica],
    gapAlarm: 0,
    hooks: { log: (level, message, { events }) => void told.push([level, message, Number(events) > 0]) },
  })
  await relay({ transport: { publish: (batch) => consumer.receive(batch) }, name: 'gap' }).drain()
  await consumer.drain()
  consumer.start()
  const alarm = ['error', 'events wait for others that do not arrive', true]
  await vi.waitFor(() => expect(told).toContainEqual(alarm), { timeout: 20_000 })
  await consumer.stop()
})
