import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { SagaWorker, Service } from '../../runtime/index.ts'
import { runSaga } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { CommissionRows, FountainServices, Member } from './fountain-services.test-support.ts'
import { addFirstAct, makeFountain, members, voters } from './fountain-services.test-support.ts'

let server: ScratchServer
let fountain: FountainServices
const running = new Map<string, Service>()
const workers: SagaWorker[] = []

beforeAll(async () => {
  server = await startScratchServer()
  fountain = await makeFountain(server)
  for (const service of voters) running.set(service, await fountain.startService(service))
  for (const service of members) {
    running.set(service, await fountain.startService(service))
    const { code, pools, posts } = fountain
    const { [service]: _own, ...others } = posts
    const sagas = [addFirstAct(code[service].createScript)]
    workers.push(code[service].startOperations({ pool: pools[service], others, sagas, pace: { patience: 4000 } }))
  }
}, 180_000)
afterAll(async () => {
  await Promise.all([...workers, ...running.values()].map((each) => each.stop()))
  await fountain?.stop()
  await server?.stop()
})

const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 50 })
/** Rows of each service that bear a name; what is metadata's has none, and is known by its version. */
const rowsOf = async (name: string) => [
  await fountain.query('playwrights', `SELECT author_id FROM "playwrights-schema".playwright WHERE name = '${name}'`),
  await fountain.query('metadata', `SELECT metadata_id FROM "metadata-schema".metadata WHERE version_number = '${name}'`), // prettier-ignore
  await fountain.query('scripts', `SELECT author_id, metadata_id FROM "scripts-schema".script WHERE title = '${name}'`),
]
const named = (name: string, more: object = {}) => ({
  playwright: { name },
  metadata: { version_number: name, additional_information: ['a', { list: 1 }] },
  script: { title: name, ...more },
})
const create = (service: Member) => fountain.code[service].creations(fountain.pools[service])
const commission = (rows: CommissionRows) =>
  runSaga(fountain.pools.scripts, { service: 'scripts', home: 'fountain_split' }, addFirstAct(fountain.code.scripts.createScript), rows) // prettier-ignore

describe('rows of three services, by what is generated', () => {
  test('are made together, each with the keys of the others', async () => {
    const answer = await create('scripts').script(named('Marlowe'))
    expect(answer).toMatchObject({ outcome: 'done', data: { playwright: { author_id: expect.any(Number) } } })
    const [[author], [version], [script]] = (await rowsOf('Marlowe')) as [unknown[][], unknown[][], unknown[][]]
    expect(script).toEqual([...author!, ...version!])
  })

  test('wherever they are asked for', async () => {
    for (const service of ['playwrights', 'metadata'] as const)
      expect(await create(service).script(named(`by ${service}`))).toMatchObject({ outcome: 'done' })
  })

  test('once for each instance', async () => {
    const run = () => create('scripts').script(named('Kyd'), { instance: 'the Spanish one' })
    expect(await Promise.all([run(), run()])).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }])
    expect((await rowsOf('Kyd')).map(({ length }) => length)).toEqual([1, 1, 1])
  })

  test('with those that are there already', async () => {
    expect(await create('scripts').script({ script: { title: 'Macbeth', author_id: 1 } })).toMatchObject({ outcome: 'done' }) // prettier-ignore
    expect(await fountain.query('scripts', `SELECT author_id, metadata_id FROM "scripts-schema".script WHERE title = 'Macbeth'`)).toEqual([[1, null]]) // prettier-ignore
  })

  test('or not at all: what one service refuses is taken back in the others', async () => {
    const answer = await create('playwrights').script(named('Greene', { url: 'ftp://nowhere' }))
    expect(answer).toMatchObject({ outcome: 'refused', service: 'scripts', code: '23514', constraint: 'webaddress_is_http' }) // prettier-ignore
    await eventually(async () => expect(await rowsOf('Greene')).toEqual([[], [], []]))
  })

  test('not with a key that nobody has, once it was waited for', async () => {
    const answer = await create('scripts').script({ metadata: { status: 'draft' }, script: { title: 'Nobody', author_id: 404 } }) // prettier-ignore
    expect(answer).toMatchObject({ outcome: 'refused', constraint: 'script_author_id_fkey' })
  })

  test('wait for the keys of the others, and for a service that is down', async () => {
    await running.get('scripts')!.stop()
    const waiting = create('playwrights').script(named('Nashe'))
    await eventually(async () => expect((await rowsOf('Nashe'))[0]).toHaveLength(1))
    running.set('scripts', await fountain.startService('scripts'))
    expect(await waiting).toMatchObject({ outcome: 'done' })
  })
})

describe('a playwright, a script and its first act, by what a user adds', () => {
  test('are made together', async () => {
    expect(await commission({ ...named('Peele'), act: { act_number: 1 } })).toMatchObject({ outcome: 'done' })
    const acts = `SELECT act_number FROM "scripts-schema".act JOIN "scripts-schema".script USING (script_id) WHERE title = 'Peele'`
    expect(await fountain.query('scripts', acts)).toEqual([[1]])
  })

  test('or not at all: the script and the playwright are released', async () => {
    const answer = await commission({ ...named('Lodge'), act: { act_number: 0 } })
    expect(answer).toMatchObject({ outcome: 'refused', step: 'first act', constraint: 'act_act_number_check' })
    await eventually(async () => expect(await rowsOf('Lodge')).toEqual([[], [], []]))
  })
})
