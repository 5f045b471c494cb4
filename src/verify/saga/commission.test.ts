import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SagaPost } from '../../runtime/index.ts'
import {
  beginSaga,
  PostgresSagaPost,
  saga,
  SagaRefusal,
  sagaTables,
  SagaWorker,
  waitForSaga,
} from '../../runtime/index.ts'
import { inTransaction } from '../../runtime/database.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { testPool } from '../scratch/test-pool.test-support.ts'

const origin = { service: 'playwrights', home: 'sagas' }
const services = ['playwrights', 'scripts', 'acts'] as const
type ServiceName = (typeof services)[number]

/** Some of the places where the work is cut off; `FOUNTAIN_SAGA_CRASHES=all` for each. */
const stride = process.env['FOUNTAIN_SAGA_CRASHES'] === 'all' ? 1 : 4

let server: ScratchServer
const pools = {} as Record<ServiceName, pg.Pool>
let run = 0
/** Calls until one is cut off, as if the process ended there; and the step that refuses. */
let untilCrash = Infinity
let refusing: string | undefined

beforeAll(async () => {
  server = await startScratchServer()
  for (const service of services) {
    const { url } = await server.createDatabase(service)
    pools[service] = testPool(url)
    const { rows } = await pools[service].query<{ role: string }>('SELECT current_user AS role')
    await pools[service].query(sagaTables('sagas', rows[0]!.role))
    await pools[service].query('CREATE TABLE made (run text, UNIQUE (run)); CREATE TABLE log (run text, what text)')
  }
})
afterAll(async () => {
  await Promise.all(Object.values(pools).map((pool) => pool.end()))
  await server?.stop()
})
beforeEach(() => {
  run++
  untilCrash = Infinity
  refusing = undefined
})

function mayCrash(): void {
  if (--untilCrash === 0) throw new Error('the process ends here')
}

const make = (service: ServiceName, base = saga('commission')) =>
  base.step(
    service,
    `${service} makes`,
    async (client, { run: id }) => {
      mayCrash()
      if (refusing === service) throw new SagaRefusal(`${service} would rather not`)
      await client.query('INSERT INTO made VALUES ($1)', [id])
      await client.query(`INSERT INTO log VALUES ($1, 'made')`, [id])
      mayCrash()
      return { [service]: `from ${service}` }
    },
    async (client, { run: id }) => {
      mayCrash()
      await client.query('DELETE FROM made WHERE run = $1', [id])
      await client.query(`INSERT INTO log VALUES ($1, 'taken back')`, [id])
      mayCrash()
    },
  )
const commission = make('acts', make('scripts', make('playwrights')))

/** Workers that were never seen before, as after a restart, until nothing is left to do. */
async function finish(): Promise<void> {
  const places = Object.fromEntries(services.map((service) => [service, { pool: pools[service], home: 'sagas' }]))
  const direct = new PostgresSagaPost(places)
  const post: SagaPost = {
    async send(service, letters) {
      mayCrash()
      await direct.send(service, letters)
      mayCrash()
    },
  }
  for (let quiet = 0; quiet < services.length;)
    for (const service of services) {
      const worker = new SagaWorker({
        service,
        pool: pools[service],
        home: 'sagas',
        sagas: [commission],
        post,
        pause: 0,
      })
      const done = await worker.work()
      quiet = done ? 0 : quiet + 1
    }
}

async function commissionOnce(): Promise<void> {
  await inTransaction(pools.playwrights, (client) => beginSaga(client, origin, commission, String(run), { run }))
  await finish()
}

const gather = (sql: string) =>
  Promise.all(services.map(async (service) => (await pools[service].query({ text: sql, values: [String(run)], rowMode: 'array' })).rows.flat())) // prettier-ignore
const made = () => gather('SELECT 1 FROM made WHERE run = $1')
const log = () => gather('SELECT what FROM log WHERE run = $1')
const states = () => gather('SELECT state FROM sagas.saga_step WHERE instance = $1')

describe('a saga over three services', () => {
  test('does each step in its service, and tells later ones what earlier ones found', async () => {
    await commissionOnce()
    expect(await made()).toEqual([[1], [1], [1]])
    const data = await pools.acts.query('SELECT data FROM sagas.saga_step WHERE instance = $1', [String(run)])
    expect(data.rows).toMatchObject([{ data: { run, playwrights: 'from playwrights', scripts: 'from scripts' } }])
  })

  test('is begun once, whoever asks again', async () => {
    await commissionOnce()
    await commissionOnce()
    expect(await log()).toEqual([['made'], ['made'], ['made']])
  })

  test('what the database refuses is taken back too, and told', async () => {
    await pools.scripts.query('INSERT INTO made VALUES ($1)', [String(run)])
    await commissionOnce()
    expect(await made()).toEqual([[], [1], []])
    expect(await states()).toEqual([['undone'], ['refused'], []])
    const { rows } = await pools.scripts.query('SELECT refusal FROM sagas.saga_step WHERE instance = $1', [String(run)])
    const refusal = { service: 'scripts', step: 'scripts makes', code: '23505', constraint: 'made_run_key', message: expect.stringContaining('duplicate key') } // prettier-ignore
    expect(rows).toMatchObject([{ refusal }])
    expect(await waitForSaga(pools.playwrights, 'sagas', commission, String(run))).toMatchObject({ outcome: 'refused', ...refusal }) // prettier-ignore
  })

  test('nothing is begun where the transaction that begins it is taken back', async () => {
    await inTransaction(pools.playwrights, async (client) => {
      await beginSaga(client, origin, commission, String(run), { run })
      throw new Error('changed my mind')
    }).catch(() => {})
    await finish()
    expect(await states()).toEqual([[], [], []])
  })
})

describe.each(['nobody', ...services] as const)('with %s refusing', (refuser) => {
  const who = refuser === 'nobody' ? undefined : refuser

  test('wherever the process ends: all or nothing, each effect once', async () => {
    const places = { none: 12, playwrights: 1, scripts: 9, acts: 17 }[who ?? 'none']
    // Before and after each step, each letter and each compensation; beyond the last one nothing is cut off.
    const chosen = Array.from({ length: places }, (_, at) => at + 1).filter((at) => at % stride === places % stride)
    for (const at of [...chosen, places + 1]) {
      run++
      refusing = who
      untilCrash = at
      await commissionOnce()
      const wasReached = untilCrash <= 0
      const place = who === undefined ? services.length : services.indexOf(who)
      expect(await made(), `crash ${at}`).toEqual(services.map(() => (who === undefined ? [1] : [])))
      const own = services.map((_, index) =>
        who === undefined ? ['made'] : index < place ? ['made', 'taken back'] : [],
      )
      expect(await log(), `crash ${at}`).toEqual(own)
      expect(wasReached, `crash ${at}`).toBe(at <= places)
    }
  })
})

test('a step that does not say no, and cannot be done, is tried again', async () => {
  untilCrash = 3
  await commissionOnce()
  expect(await states()).toEqual([['done'], ['done'], ['done']])
})

test('a service that neither answers nor fails holds up only what it has a part in', async () => {
  const mute: SagaPost = { send: () => new Promise(() => {}) }
  const options = { service: 'playwrights', pool: pools.playwrights, home: 'sagas', sagas: [commission], answer: 50 }
  const worker = new SagaWorker({ ...options, post: mute })
  const begin = () =>
    inTransaction(pools.playwrights, (client) => beginSaga(client, origin, commission, String(run), { run }))
  await begin()
  // The step, and then its letter, which is on its way for ever.
  for (let looks = 0; looks < 3; looks++) await worker.work()
  run++
  await begin()
  await worker.work()
  expect((await states())[0]).toEqual(['done'])
  await finish()
  expect(await made()).toEqual([[1], [1], [1]])
})

test('two steps of one name are a mistake', () => {
  expect(() => make('acts', commission)).toThrow('two steps named acts makes')
})
