import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { SagaWorker, Service } from '../../runtime/index.ts'
import { runSaga, sagaTables } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { CommissionRows } from './first-act.test-support.ts'
import { addFirstAct } from './first-act.test-support.ts'
import type { FountainServices, Member } from './fountain-services.test-support.ts'
import { makeFountain, members, voters } from './fountain-services.test-support.ts'
import type { MortalOrders } from './mortal-operations.test-support.ts'

let server: ScratchServer
let fountain: FountainServices
const running = new Map<string, Service>()
const workers = new Map<Member, SagaWorker>()
/** Some of the places where a process is killed; `FOUNTAIN_SAGA_CRASHES=all` for each. */
const every = process.env['FOUNTAIN_SAGA_CRASHES'] === 'all'

beforeAll(async () => {
  server = await startScratchServer()
  fountain = await makeFountain(server)
  for (const service of voters) running.set(service, await fountain.startService(service))
  for (const service of members) {
    running.set(service, await fountain.startService(service))
    startWorker(service)
  }
}, 180_000)
afterAll(async () => {
  await Promise.all([...workers.values(), ...running.values()].map((each) => each.stop()))
  await fountain?.stop()
  await server?.stop()
})

function startWorker(service: Member): void {
  const { code, pools, posts } = fountain
  const { [service]: _own, ...others } = posts
  const sagas = [addFirstAct(code[service].createScript)]
  workers.set(service, code[service].startOperations({ pool: pools[service], others, sagas, pace: { patience: 4000 } }))
}

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

test('the tables that `sagaTables` gives are those that `generate` writes', async () => {
  const describeTables = (schema: string) =>
    fountain.query(
      'metadata',
      `SELECT c.relname, 'column', concat_ws(' ', a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, pg_get_expr(d.adbin, d.adrelid))
         FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
         LEFT JOIN pg_attrdef AS d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
        WHERE c.relnamespace = '${schema}'::regnamespace AND c.relname LIKE 'saga%' AND c.relkind = 'r'
       UNION ALL
       SELECT c.relname, 'constraint', o.conname || ' ' || pg_get_constraintdef(o.oid)
         FROM pg_class AS c JOIN pg_constraint AS o ON o.conrelid = c.oid
        WHERE c.relnamespace = '${schema}'::regnamespace AND c.relname LIKE 'saga%'
       UNION ALL
       SELECT c.relname, 'index', replace(pg_get_indexdef(i.indexrelid), '${schema}', 'home')
         FROM pg_class AS c JOIN pg_index AS i ON i.indrelid = c.oid
        WHERE c.relnamespace = '${schema}'::regnamespace AND c.relname LIKE 'saga%'
       UNION ALL
       SELECT c.relname, 'grant', concat_ws(' ', a.attname, g.grantee::regrole, g.privilege_type)
         FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
        CROSS JOIN LATERAL (SELECT * FROM aclexplode(a.attacl) UNION ALL SELECT * FROM aclexplode(c.relacl) WHERE a.attname = 'tableoid') AS g
        WHERE c.relnamespace = '${schema}'::regnamespace AND c.relname LIKE 'saga%' AND g.grantee <> c.relowner
       ORDER BY 1, 2, 3`,
    )
  await fountain.query('metadata', sagaTables('by_hand', 'metadata', ['metadata_split_runtime']))
  const generated = await describeTables('fountain_split')
  expect(generated).toContainEqual(['saga_message', 'grant', 'letter metadata_split_runtime INSERT'])
  expect(await describeTables('by_hand')).toEqual(generated)
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

/** Who refuses, by what is wrong with the rows that it is to make. */
const refusals = {
  nobody: (name: string) => ({ ...named(name), act: { act_number: 1 } }),
  metadata: (name: string) => ({ ...named(name), metadata: { version_number: name, status: 'nonsense' } }),
  playwrights: (name: string) => ({ ...named(name), playwright: { name: null as unknown as string } }),
  scripts: (name: string) => named(name, { url: 'ftp://nowhere' }),
  'the first act': (name: string) => ({ ...named(name), act: { act_number: 0 } }),
}
type Refuser = keyof typeof refusals
/** Steps in their order, by who would refuse them. */
const steps = ['metadata', 'playwrights', 'scripts', 'the first act'] as const

describe('with the process of a service killed', () => {
  let program: string
  beforeAll(async () => {
    program = await fountain.bundle('mortal-operations.test-support.ts')
    for (const [service, relation, name] of [
      ['metadata', '"metadata-schema".metadata', 'version_number'],
      ['playwrights', '"playwrights-schema".playwright', 'name'],
      ['scripts', '"scripts-schema".script', 'title'],
      ['scripts', '"scripts-schema".act', 'script_id'],
    ] as const)
      await fountain.query(
        service,
        `CREATE TABLE IF NOT EXISTS public.happened (id bigserial, name text, what text, relation text, script_id text);
         CREATE OR REPLACE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
         DECLARE gone_or_new jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
         BEGIN
           INSERT INTO public.happened (name, what, relation, script_id) VALUES (gone_or_new ->> TG_ARGV[0], TG_OP, TG_TABLE_NAME, gone_or_new ->> 'script_id');
           RETURN NULL;
         END$$;
         CREATE TRIGGER note AFTER INSERT OR DELETE ON ${relation} FOR EACH ROW EXECUTE FUNCTION public.note('${name}')`,
      )
  })

  /** What was done by each step of a run, in order. */
  async function happened(name: string): Promise<string[][]> {
    const own = (relation: string) =>
      `SELECT what FROM public.happened WHERE relation = '${relation}' AND name = '${name}' ORDER BY id`
    const act = `SELECT a.what FROM public.happened AS a WHERE a.relation = 'act' AND a.name IN (
      SELECT script_id FROM public.happened WHERE relation = 'script' AND name = '${name}')`
    const rows = [
      await fountain.query('metadata', own('metadata')),
      await fountain.query('playwrights', own('playwright')),
      await fountain.query('scripts', own('script')),
      await fountain.query('scripts', act),
    ]
    return rows.map((each) => each.flat() as string[])
  }

  /** Nothing is to be sent, followed or answered any more. */
  async function untilRest(): Promise<void> {
    await eventually(async () => {
      for (const service of members) {
        const open = 'SELECT letter FROM fountain_split.saga_message'
        expect(await fountain.query(service, open)).toEqual([])
      }
    })
  }

  /** Runs the saga while a process of the service ends at a place, and another one goes on; tells whether it came to the place. */
  async function runAndKill(refuser: Refuser, service: Member, at: number, when: 'before' | 'under way') {
    await workers.get(service)!.stop()
    const others = members.filter((other) => other !== service)
    const posts = Object.fromEntries(others.map((other) => [other, fountain.urls[other].post]))
    const orders: MortalOrders = { bundle: fountain.bundles[service], own: fountain.urls[service].own, posts, at, when }
    const child = spawn(process.execPath, [program, JSON.stringify(orders)], { stdio: 'inherit' })
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const name = `run ${++runs}`
    const answer = commission(refusals[refuser](name))
    await Promise.race([ended, answer.then(untilRest)])
    const isKilled = child.signalCode === 'SIGKILL'
    child.kill('SIGKILL')
    await ended
    startWorker(service)
    return { isKilled, name, answer: await answer }
  }
  let runs = 0

  type Case = readonly [service: Member, refuser: Refuser, when: MortalOrders['when'], at: number | 'each']
  const all = members.flatMap((service) =>
    (Object.keys(refusals) as Refuser[]).flatMap((refuser) =>
      (['before', 'under way'] as const).map((when): Case => [service, refuser, when, 'each']),
    ),
  )
  const some: readonly Case[] = [
    // The step is done and not committed, committed or not, and told to the next one, which is told again.
    ['metadata', 'nobody', 'before', 8],
    ['playwrights', 'nobody', 'under way', 1],
    ['scripts', 'nobody', 'before', 2],
    // It is taken back, and that is not committed.
    ['metadata', 'the first act', 'before', 18],
  ]

  test.each(every ? all : some)(
    '%s, with %s refusing, %s statement %s: all or nothing, each effect once',
    { timeout: 900_000 },
    async (service, refuser, when, chosen) => {
      let isKilled = true
      for (let at = chosen === 'each' ? 1 : chosen; isKilled && at < 100; at++) {
        const run = await runAndKill(refuser, service, at, when)
        const place = `killed at ${at}`
        isKilled = run.isKilled
        expect(run.answer, place).toMatchObject({ outcome: refuser === 'nobody' ? 'done' : 'refused' })
        await untilRest()
        const refused = steps.indexOf(refuser as (typeof steps)[number])
        const made = (step: number) => (refuser === 'nobody' ? ['INSERT'] : step < refused ? ['INSERT', 'DELETE'] : [])
        await eventually(async () =>
          expect(await happened(run.name), place).toEqual(steps.map((_, step) => made(step))),
        )
        if (chosen !== 'each') break
      }
      // Beyond the last place nothing was killed.
      expect(isKilled).toBe(chosen !== 'each')
    },
  )
})
