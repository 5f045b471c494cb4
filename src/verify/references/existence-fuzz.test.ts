import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { AnsweringService } from './existence-api.test-support.ts'
import { composite, plain, question, startAnswering, token } from './existence-api.test-support.ts'

/** Requests that are made up; FOUNTAIN_FUZZ=50000 for the long run. */
const runs = Number(process.env['FOUNTAIN_FUZZ'] ?? 2000)

let server: ScratchServer
let service: AnsweringService

beforeAll(async () => {
  server = await startScratchServer()
  service = await startAnswering(server, { limits: { body: 20_000, keyLength: 200, keys: 20 } })
})

afterAll(async () => {
  await service?.stop()
  await server?.stop()
})

/** Mostly right, so that what is wrong gets far. */
const mostly = <Value, Other>(right: Value, wrong: fc.Arbitrary<Other>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: wrong })

const hostile = fc.constantFrom(
  '', '0', '-1', '1e3', '2147483648', '9'.repeat(400), 'NaN', ' 1', "1'; DROP TABLE playwright; --", '"', '\\', '\0', '%', '..',
  '\ud800', '\u{1f3ad}', '{}', '[]', '["Hamlet","1603"]', '["Hamlet",1603,1]', 'null', '__proto__', 'constructor', ':check',
) // prettier-ignore
const value = fc.oneof(hostile, fc.integer(), fc.string({ unit: 'binary' }), fc.boolean(), fc.double(), fc.constant(null), fc.jsonValue()) // prettier-ignore
const key = fc.oneof(
  fc.record({ id: fc.oneof(fc.integer({ min: 0, max: 5 }), value) }),
  fc.record({ title: fc.oneof(fc.constant('Hamlet'), value), year: fc.oneof(fc.constant(1603), value) }),
  fc.dictionary(hostile, value, { maxKeys: 3 }),
  value,
)
const body = fc.oneof(
  { weight: 6, arbitrary: fc.array(key, { maxLength: 25 }).map((keys) => JSON.stringify({ keys })) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  { weight: 1, arbitrary: fc.constant(`{"keys": ${'['.repeat(9000)}`) },
  { weight: 1, arbitrary: fc.constant('x'.repeat(30_000)) },
)
const aggregate = mostly(plain, fc.oneof(fc.constant(composite), hostile))
const headers = fc.record({
  authorization: mostly(`Bearer ${token}`, fc.constantFrom('', 'Bearer', 'Basic eA==', `bearer  ${token}x`)),
  'content-type': mostly('application/json', fc.constantFrom('', 'text/html', 'application/json;charset=latin1', ';;;')), // prettier-ignore
  'content-encoding': mostly('identity', fc.constantFrom('gzip', 'br')),
  'content-length': mostly('1', fc.constantFrom('0', '-1', 'x', '99999999')),
})
const request = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(aggregate, body, headers).map(([of, text, all]) => () => question(encodable(of), text, all)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('HEAD', 'GET', 'PUT', 'OPTIONS'), aggregate, fc.oneof(hostile, fc.webPath()), headers)
      .map(([method, of, text, all]) => () => new Request(`http://keys.test/keys/${encodeURIComponent(encodable(of))}/${encodable(text)}`, { method, headers: all })), // prettier-ignore
  },
  { weight: 1, arbitrary: fc.webUrl({ withQueryParameters: true }).map((url) => () => new Request(url, { headers: { authorization: `Bearer ${token}` } })) },
) // prettier-ignore

function encodable(text: string): string {
  return Buffer.from(text).toString()
}

const known = [200, 400, 401, 404, 405, 410, 413, 414, 415, 503]
/** Words of PostgreSQL, of Node and of our own tables that no caller must see. */
const inside = /fountain_split|jsonb|syntax|SELECT|register|node:|\.ts\b|\n\s+at |error:|pg_/i

test(
  `${runs} requests are answered, and no answer says how the service is made`,
  async () => {
    const seen = new Set<number>()
    await fc.assert(
      fc.asyncProperty(request, async (make) => {
        const made = make()
        const isHead = made.method === 'HEAD'
        const response = await service.handler(made)
        const text = await response.text()
        seen.add(response.status)
        expect(known).toContain(response.status)
        const { detail = '', ...rest } = (isHead ? {} : JSON.parse(text)) as Record<string, unknown>
        expect(JSON.stringify(rest)).not.toMatch(inside)
        // What the caller sent may come back: a key, as PostgreSQL would name it.
        expect([404, 410].includes(response.status) || !inside.test(String(detail))).toBe(true)
        expect(isHead ? text : (rest['status'] ?? 200)).toBe(isHead ? '' : response.status)
      }),
      { numRuns: runs },
    )
    expect([...seen].sort()).toEqual(expect.arrayContaining([200, 400, 401, 404, 405, 413, 415]))
    expect(service.logged).toEqual([])
    expect((await service.handler(question(plain, { keys: [{ id: 1 }] }))).status).toBe(200)
  },
  60_000 + runs * 40,
)
