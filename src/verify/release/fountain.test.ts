import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ReleaseOutcome, Service } from '../../runtime/index.ts'
import { releaseKey, startService } from '../../runtime/index.ts'
import type { GeneratedServices } from '../references/generated-services.test-support.ts'
import { makeGenerated } from '../references/generated-services.test-support.ts'
import { restrictCode } from '../references/restrict-code.test-support.ts'
import { withClient } from '../references/split-pair.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { testPool } from '../scratch/test-pool.test-support.ts'

let server: ScratchServer
let split: GeneratedServices
let pool: pg.Pool
const running: Record<string, Service> = {}

beforeAll(async () => {
  server = await startScratchServer()
  split = await makeGenerated(server, readFileSync('fixtures/fountain.sql', 'utf8'))
  for (const service of ['playwrights', 'scripts']) await query(service, keepLetters)
  // As the service itself connects, not as its worker.
  const url = new URL(split.databases['playwrights']!.url)
  url.username = 'playwrights'
  pool = testPool(url.href)
  const ids = [901, 902, 903, 904, 905, 906, 907].map((id) => `(${id}, 'Playwright ${id}')`)
  await query('playwrights', `INSERT INTO "playwrights-schema".playwright VALUES ${ids.join()}`)
  await run('playwrights')
  await run('scripts')
  await vi.waitFor(() => query('scripts', script(901)), patience)
})
afterAll(async () => {
  await Promise.all(Object.values(running).map((service) => service.stop()))
  await pool?.end()
  await split?.drop()
  await server?.stop()
})

/** Letters are gone once they are read. */
const keepLetters = `
  CREATE TABLE public.letter (letter jsonb); GRANT INSERT ON public.letter TO PUBLIC;
  CREATE FUNCTION public.keep_letter() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.letter VALUES (NEW.letter); RETURN NULL; END $$;
  CREATE TRIGGER keep_letter AFTER INSERT ON fountain_split.release_message FOR EACH ROW EXECUTE FUNCTION public.keep_letter()`
const script = (author: number) =>
  `INSERT INTO "scripts-schema".script (script_id, title, author_id) VALUES (${author}, 'A play', ${author})`
const patience = { timeout: 20_000, interval: 50 }
const quick = { again: 150, pause: 100, poll: 150, timeout: 5000, attempts: 100 }

async function run(name: string): Promise<void> {
  const { [name]: database, ...others } = split.urls
  const description = split.descriptions[name]!
  running[name] = await startService({ description, database: database!, others, release: quick })
}

async function stop(name: string): Promise<void> {
  await running[name]!.stop()
  delete running[name]
}

const query = (service: string, sql: string) =>
  withClient(
    split.databases[service]!.url,
    async (client) => (await client.query({ text: sql, rowMode: 'array' })).rows,
  )
const release = (id: number, options?: { patience: number }): Promise<ReleaseOutcome> =>
  releaseKey(pool, { home: 'fountain_split', name: 'playwright_author_id' }, [id], options)
const playwrights = () => query('playwrights', `SELECT author_id FROM "playwrights-schema".playwright WHERE author_id > 900 ORDER BY 1`) // prettier-ignore
const keysAtScripts = () => query('scripts', 'SELECT author_id FROM fountain_split.playwrights_playwright_author_id_replica WHERE author_id > 900 ORDER BY 1') // prettier-ignore
const closed = () => query('scripts', 'SELECT key1 FROM fountain_split.playwrights_playwright_author_id_state WHERE closing IS NOT NULL') // prettier-ignore
const closing = () => query('playwrights', 'SELECT key1 FROM fountain_split.playwright_author_id_register WHERE closing IS NOT NULL') // prettier-ignore
const atRest = () =>
  vi.waitFor(async () => {
    expect([await closed(), await closing()]).toEqual([[], []])
  }, patience)

describe('a playwright with scripts cannot vanish', () => {
  test('by a DELETE: refused as the constraint refused it, with how to ask', async () => {
    for (const id of [901, 902])
      await expect(
        query('playwrights', `DELETE FROM "playwrights-schema".playwright WHERE author_id = ${id}`),
      ).rejects.toMatchObject({
        code: restrictCode,
        constraint: 'script_author_id_fkey',
        table: 'script',
        schema: 'scripts-schema',
        detail: `Key (author_id)=(${id}) may be referenced from table "script" of service scripts.`,
        hint: `Ask for its release: CALL fountain_split.playwright_author_id_release('${id}')`,
      })
    expect(await playwrights()).toEqual([[901], [902], [903], [904], [905], [906], [907]])
  })

  test('from psql: CALL waits for the answer, and raises what refused', async () => {
    const call = (id: number) => pool.query(`CALL fountain_split.playwright_author_id_release(${id})`)
    await expect(call(901)).rejects.toMatchObject({
      code: restrictCode,
      constraint: 'script_author_id_fkey',
      detail: expect.stringContaining('Refused by service scripts.'),
    })
    await atRest()
    expect(await keysAtScripts()).toEqual([[901], [902], [903], [904], [905], [906], [907]])
    await call(902)
    expect(await playwrights()).toEqual([[901], [903], [904], [905], [906], [907]])
    await atRest()
    expect(await keysAtScripts()).toEqual(await playwrights())
  })

  test('from TypeScript: the outcome is a value, with who and why', async () => {
    expect(await release(901)).toMatchObject({
      outcome: 'refused',
      service: 'scripts',
      code: restrictCode,
      constraint: 'script_author_id_fkey',
      relation: 'scripts-schema.script',
      message: expect.stringMatching(/violates (?:RESTRICT setting of )?foreign key constraint/),
    })
    expect(await release(903)).toMatchObject({ outcome: 'released' })
    expect(await release(903)).toMatchObject({ outcome: 'gone' })
    await query('scripts', script(904))
    expect(await release(904)).toMatchObject({ outcome: 'refused' })
    await query('scripts', 'UPDATE "scripts-schema".script SET author_id = 901 WHERE script_id = 904')
    expect(await release(904)).toMatchObject({ outcome: 'released' })
    await atRest()
  })

  test('while the scripts service is down: it waits, then has its answer', async () => {
    await stop('scripts')
    const waiting = [release(901, { patience: 700 }), release(905, { patience: 700 })]
    expect(await Promise.all(waiting)).toMatchObject([{ outcome: 'undecided' }, { outcome: 'undecided' }])
    const rename = 'UPDATE "playwrights-schema".playwright SET author_id = 999 WHERE author_id = 905'
    await expect(query('playwrights', rename)).rejects.toMatchObject({ code: '55006' })
    expect((await playwrights()).flat()).toEqual([901, 905, 906, 907])
    const again = [release(901), release(905)]
    await run('scripts')
    expect(await Promise.all(again)).toMatchObject([{ outcome: 'refused' }, { outcome: 'released' }])
    expect((await playwrights()).flat()).toEqual([901, 906, 907])
    await atRest()
  })
})

describe('a key that closes', () => {
  test('is refused to new scripts until it is decided; it may be used again afterwards', async () => {
    let outcome: Promise<ReleaseOutcome> | undefined
    await withClient(split.databases['playwrights']!.url, async (client) => {
      // Somebody holds the row, so that the decision has to wait.
      await client.query('BEGIN; SELECT FROM "playwrights-schema".playwright WHERE author_id = 906 FOR UPDATE')
      outcome = release(906)
      await vi.waitFor(async () => expect(await closed()).toEqual([[906]]), patience)
      await expect(query('scripts', script(906))).rejects.toMatchObject({ code: '23503' })
      await client.query('COMMIT')
    })
    expect(await outcome).toMatchObject({ outcome: 'released' })
    await atRest()
    await expect(query('scripts', script(906))).rejects.toMatchObject({ code: '23503' })
    await query('playwrights', `INSERT INTO "playwrights-schema".playwright VALUES (906, 'Another')`)
    await vi.waitFor(() => query('scripts', script(906)), patience)
    expect(await release(906)).toMatchObject({ outcome: 'refused' })
    await atRest()
  })

  test('waits for a script that is being written, and is refused for it', async () => {
    let outcome: Promise<ReleaseOutcome> | undefined
    await withClient(split.databases['scripts']!.url, async (client) => {
      await client.query(`BEGIN; ${script(907)}`)
      outcome = release(907)
      await vi.waitFor(async () => expect(await closing()).toEqual([[907]]), patience)
      await client.query('COMMIT')
    })
    expect(await outcome).toMatchObject({ outcome: 'refused', service: 'scripts' })
    await atRest()
  })

  test('is told by state: a request that is not committed cannot be waited for', async () => {
    const text = 'BEGIN; SELECT fountain_split.playwright_author_id_request_release(901)'
    await withClient(split.databases['playwrights']!.url, async (client) => {
      await client.query(text)
      await expect(
        client.query('SELECT fountain_split.wait_for_release(max(id)) FROM fountain_split.release_request'),
      ).rejects.toMatchObject({ code: '25000', hint: expect.stringContaining('Commit') })
    })
  })
})

test('what services said about these releases is what the published schema says', async () => {
  const said = await Promise.all(['playwrights', 'scripts'].map((service) => query(service, 'SELECT letter FROM public.letter'))) // prettier-ignore
  const letters = said.flat(2) as { message: { type: string; attempt: number } }[]
  const documents = split.artifacts.filter(({ path }) => path.includes('/contracts/releases/playwrights.'))
  expect(documents.map(({ path }) => path.split('/')[1])).toEqual(['playwrights', 'scripts'])
  expect(documents[0]!.text).toBe(documents[1]!.text)
  const schema = JSON.parse(documents[0]!.text) as { $id: string }
  const ajv = new Ajv2020({ strict: true, allErrors: true }).addSchema(schema)
  for (const letter of letters) {
    const fits = ajv.validate(`${schema.$id}#/$defs/${letter.message.type}`, letter)
    expect(fits, `${JSON.stringify(letter)}: ${ajv.errorsText()}`).toBe(true)
    const other = { ...letter, message: { ...letter.message, attempt: String(letter.message.attempt) } }
    expect(ajv.validate(schema.$id, other)).toBe(false)
  }
  const kinds = new Set(letters.map(({ message }) => message.type))
  expect(kinds).toEqual(new Set(['ask', 'vote', 'abort', 'reopened', 'decided', 'done']))
})

describe('a script goes with its scenes and its characters', () => {
  const others = ['characters', 'formatting', 'metadata', 'production', 'supporting']
  beforeAll(async () => {
    await Promise.all(others.map(run))
    await query('scripts', `${script(901).replace('(901', '(910')}; INSERT INTO "scripts-schema".act (act_id, script_id, act_number) VALUES (910, 910, 1)`) // prettier-ignore
    await query('scripts', 'INSERT INTO "scripts-schema".scene (scene_id, act_id, scene_number) VALUES (910, 910, 1)')
    const insert = (service: string, sql: string) => vi.waitFor(() => query(service, sql), patience)
    await insert('characters', `INSERT INTO "characters-schema".character (character_id, script_id, name) VALUES (910, 910, 'Faustus'), (911, 910, 'Helen')`) // prettier-ignore
    await insert(
      'characters',
      `INSERT INTO "characters-schema".characterrelationship VALUES (910, 910, 911, 'conjures')`,
    )
    await insert('scripts', `INSERT INTO "scripts-schema".dialogue (dialogue_id, scene_id, character_id, original_text) VALUES (910, 910, 910, 'Was this the face?')`) // prettier-ignore
    await insert('production', `INSERT INTO "production-schema".props VALUES (910, 910, 'a mirror')`)
    await insert('production', `INSERT INTO "production-schema".musicsound VALUES (910, 910, 'thunder')`)
    await insert('production', `INSERT INTO "production-schema".casting VALUES (910, 910, 'tall')`)
    await insert('supporting', `INSERT INTO "supporting-schema".titlepage VALUES (910, 910, 'Doctor Faustus')`)
  }, 60_000)

  const releaseScript = async (): Promise<ReleaseOutcome> => {
    const url = new URL(split.databases['scripts']!.url)
    url.username = 'scripts'
    const scripts = testPool(url.href, 1)
    return releaseKey(scripts, { home: 'fountain_split', name: 'script_script_id' }, [910]).finally(() => scripts.end())
  }
  /** What is left of it, in every service. */
  const rows = async () => {
    const left = (service: string, ...relations: string[]) =>
      query(service, relations.map((relation) => `SELECT '${relation}' FROM "${service}-schema".${relation} AS r WHERE to_jsonb(r)::text ~ '\\m91[01]\\M'`).join(' UNION ALL ')) // prettier-ignore
    const found = await Promise.all([
      left('scripts', 'script', 'act', 'scene', 'dialogue'),
      left('characters', 'character', 'characterrelationship'),
      left('supporting', 'titlepage'),
    ])
    return found.flat(2)
  }
  const all = ['script', 'act', 'scene', 'dialogue', 'character', 'character', 'characterrelationship', 'titlepage']

  test('not while a prop was paid for, or somebody is cast: whoever refuses is two services away', async () => {
    // By RESTRICT or by NO ACTION, whichever is answered first.
    expect(await releaseScript()).toMatchObject({ outcome: 'refused', service: 'production', code: restrictCode })
    await query('production', 'DELETE FROM "production-schema".props WHERE prop_id = 910')
    expect(await releaseScript()).toMatchObject({ outcome: 'refused', constraint: 'casting_character_id_fkey' })
    expect((await rows()).toSorted()).toEqual(all.toSorted())
  }, 60_000)

  test('and once nobody refuses, all of it, in every service; a recording stays, and can be used again', async () => {
    await query('production', 'DELETE FROM "production-schema".casting WHERE casting_id = 910')
    expect(await releaseScript()).toMatchObject({ outcome: 'released' })
    await vi.waitFor(async () => expect(await rows()).toEqual([]), patience)
    await vi.waitFor(
      async () =>
        expect(await query('production', 'SELECT scene_id FROM "production-schema".musicsound WHERE music_sound_id = 910')).toEqual([[null]]), // prettier-ignore
      patience,
    )
  }, 60_000)
})
