import pg from 'pg'
import PgBoss from 'pg-boss'
import { speedFigure } from '../figure.mjs'
import { makeRunner } from '../relay-and-consumer.mjs'
import { withSplitShop } from '../split-shop.mjs'

const events = 50_000
const perTransaction = 100
const insert = `INSERT INTO people.person (id, name) SELECT key, 'person ' || key FROM generate_series($1::bigint, $2::bigint) AS key`

async function backlog(client, first) {
  for (let at = 0; at < events; at += perTransaction)
    await client.query(insert, [first + at, first + at + perTransaction - 1])
}

async function until(done) {
  const started = process.hrtime.bigint()
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 5))
  return { wall: Number(process.hrtime.bigint() - started) / 1e6 }
}

async function makeWork(shop, mode) {
  const runner = await makeRunner(shop, { mode })
  let expected = 0
  return {
    async run() {
      await backlog(shop.people, expected + 1)
      expected += events
      const stop = runner.start()
      const count = async () => (await shop.orders.query(`SELECT count(*)::int AS n FROM ${shop.replica}`)).rows[0].n
      const time = await until(async () => (await count()) === expected)
      await stop()
      return time
    },
    end: runner.end,
  }
}

/** PostgreSQL's own: the keys alone, into a table of just them. The subscription waits until the backlog is there. */
async function makePeer(shop) {
  const copy = new pg.Client((await shop.server.createDatabase('copy')).url)
  await copy.connect()
  await copy.query('CREATE SCHEMA people; CREATE TABLE people.person (id bigint PRIMARY KEY)')
  await shop.bare.query('CREATE PUBLICATION keys FOR TABLE people.person (id)')
  await shop.bare.query("SELECT pg_create_logical_replication_slot('keys', 'pgoutput')")
  await copy.query(`CREATE SUBSCRIPTION keys CONNECTION '${shop.urls.bare}' PUBLICATION keys
    WITH (create_slot = false, slot_name = 'keys', enabled = false, copy_data = false)`)
  await copy.query('ALTER SUBSCRIPTION keys REFRESH PUBLICATION WITH (copy_data = false)').catch(() => {})
  let expected = 0
  let first = 1
  return {
    async run() {
      await backlog(shop.bare, first)
      first += events
      expected += events
      await copy.query('ALTER SUBSCRIPTION keys ENABLE')
      const count = async () => (await copy.query('SELECT count(*)::int AS n FROM people.person')).rows[0].n
      const time = await until(async () => (await count()) === expected)
      await copy.query('ALTER SUBSCRIPTION keys DISABLE')
      return time
    },
    async end() {
      await copy.query('ALTER SUBSCRIPTION keys SET (slot_name = NONE)')
      await copy.query('DROP SUBSCRIPTION keys')
      await copy.end()
    },
  }
}

/** A job queue in the same server, as one would use it in place of a relay: a job a key, a hundred fetched at a time. */
async function makeQueue(shop) {
  const { url } = await shop.server.createDatabase('queue')
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false })
  boss.on('error', () => {})
  await boss.start()
  await boss.createQueue('keys')
  const target = new pg.Client(url)
  await target.connect()
  await target.query('CREATE TABLE public.person (id bigint PRIMARY KEY)')
  const jobs = events / 10
  let first = 1
  return {
    async run() {
      await boss.insert(Array.from({ length: jobs }, (_, at) => ({ name: 'keys', data: { id: first + at } })))
      first += jobs
      const started = process.hrtime.bigint()
      for (;;) {
        const fetched = await boss.fetch('keys', { batchSize: 100 })
        if (fetched.length === 0) break
        for (const { id, data } of fetched) {
          await target.query('INSERT INTO public.person (id) VALUES ($1)', [data.id])
          await boss.complete('keys', id)
        }
      }
      return { wall: (Number(process.hrtime.bigint() - started) / 1e6) * (events / jobs) }
    },
    async end() {
      await target.end()
      await boss.stop({ graceful: false })
    },
  }
}

async function compare(runs, work, peer) {
  const times = { work: [], peer: [] }
  for (let run = 0; run < runs; run++) {
    const order = run % 2 === 0 ? ['work', 'peer'] : ['peer', 'work']
    for (const side of order) times[side].push(await (side === 'work' ? work : peer).run())
  }
  await peer.end()
  return times
}

export const relayDrain = {
  id: 'relay-drain',
  work: `relay and apply a backlog of ${events.toLocaleString('en')} keys`,
  peer: 'built-in logical replication of the same keys',
  runs: 3,
  async measure(runs) {
    const figures = []
    for (const [mode, goal] of [
      ['horizon', 1],
      ['skip-locked', 0.3],
    ])
      await withSplitShop(
        async (shop) => {
          const work = await makeWork(shop, mode)
          figures.push(speedFigure(mode, await compare(runs, work, await makePeer(shop)), goal))
          if (mode === 'horizon')
            figures.push(speedFigure('than pg-boss', await compare(runs, work, await makeQueue(shop)), 10))
          await work.end()
        },
        { settings: ['wal_level=logical'] },
      )
    return figures
  },
}
