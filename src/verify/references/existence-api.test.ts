import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ExistenceUnavailable, HttpExistence, RegisterExistence, answerExistence, nodeListener } from '../../runtime/index.ts' // prettier-ignore
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { AnsweringService } from './existence-api.test-support.ts'
import { composite, look, plain, question, startAnswering, token } from './existence-api.test-support.ts'

let server: ScratchServer
let service: AnsweringService

beforeAll(async () => {
  server = await startScratchServer()
  service = await startAnswering(server, { limits: { body: 300_000, bodyTimeout: 300, keyLength: 100 } })
})

afterAll(async () => {
  await service?.stop()
  await server?.stop()
})

async function status(request: Request): Promise<number> {
  return (await service.handler(request)).status
}

async function problem(request: Request): Promise<[number, Record<string, unknown>]> {
  const response = await service.handler(request)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  return [response.status, (await response.json()) as Record<string, unknown>]
}

describe('one key', () => {
  test('HEAD says whether it is there, was there, or never was', async () => {
    expect(await status(look(`/keys/${plain}/1`))).toBe(200)
    expect(await status(look(`/keys/${plain}/2`))).toBe(410)
    expect(await status(look(`/keys/${plain}/4`))).toBe(404)
    expect(await status(look(`/keys/${composite}/${encodeURIComponent('["Hamlet","1603"]')}`))).toBe(200)
    expect(await status(look(`/keys/${composite}/${encodeURIComponent('["Hamlet","1604"]')}`))).toBe(404)
  })

  test('HEAD has no body, whatever the answer', async () => {
    for (const path of [`/keys/${plain}/1`, `/keys/${plain}/2`, '/nowhere'])
      expect(await (await service.handler(look(path))).text()).toBe('')
  })

  test('one that closes is neither there nor gone: ask again', async () => {
    const response = await service.handler(look(`/keys/${plain}/3`))
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
  })

  test('GET tells the versions, or what the foreign key would have said', async () => {
    const found = await service.handler(look(`/keys/${plain}/1`, 'GET'))
    expect(await found.json()).toMatchObject({ epoch: '1', mark: '0', exists: true, version: expect.any(String) })
    const [code, body] = await problem(look(`/keys/${plain}/4`, 'GET'))
    expect([code, body]).toEqual([
      404,
      {
        type: 'urn:fountain-split:problem:no-such-key',
        title: 'The key does not exist',
        status: 404,
        sqlstate: '23503',
        constraint: 'script_playwright_id_fkey',
        table: 'playwright',
        detail: 'Key (id)=(4) is not present in table "playwright".',
      },
    ])
  })
})

describe('many keys', () => {
  test('are answered in their order, from one moment', async () => {
    const keys = [{ id: 4 }, { id: 1 }, { id: '2' }, { id: 3 }, { id: 1 }]
    const response = await service.handler(question(plain, { keys }, { 'idempotency-key': '"8e03978e"' }))
    expect([response.status, response.headers.get('retry-after')]).toEqual([200, '1'])
    expect(await response.json()).toEqual({
      epoch: '1',
      mark: '0',
      keys: [
        { exists: false },
        { exists: true, incarnation: '1', version: '1' },
        { exists: false, incarnation: '2', version: '5' },
        { exists: true, incarnation: '3', version: '3', closing: true },
        { exists: true, incarnation: '1', version: '1' },
      ],
    })
  })

  test('a thousand are answered, one more is not', async () => {
    const keys = Array.from({ length: 1001 }, (_, id) => ({ id }))
    expect(await status(question(plain, { keys: keys.slice(1) }))).toBe(200)
    expect((await problem(question(plain, { keys })))[0]).toBe(413)
    const many = Array.from({ length: 10_000 }, (_, id) => ({ id }))
    expect((await problem(question(plain, { keys: many })))[1]).toMatchObject({
      type: 'urn:fountain-split:problem:too-many-keys',
      detail: '10000 keys; at most 1000 in one question.',
    })
  })
})

describe('a bad request is told so', () => {
  const keys = [{ id: 1 }]
  const title = { title: 'Hamlet', year: 1603 }
  test.each<[string, number, () => Request]>([
    ['unknown relation', 404, () => question('playwrights.salary', { keys })],
    ['unknown relation, one key', 404, () => look('/keys/salary/1')],
    ['no path of ours', 404, () => look('/keys')],
    ['no authorisation', 401, () => question(plain, { keys }, { authorization: '' })],
    ['a wrong token', 401, () => look(`/keys/${plain}/1`, 'HEAD', { authorization: 'Bearer guess' })],
    ['no authorisation, unknown relation: no more is told', 401, () => question('x', { keys }, { authorization: '' })],
    ['wrong method', 405, () => look(`/keys/${plain}/1`, 'DELETE')],
    ['wrong content type', 415, () => question(plain, { keys }, { 'content-type': 'text/plain' })],
    ['another charset', 415, () => question(plain, { keys }, { 'content-type': 'application/json; charset=utf-16' })],
    ['compressed', 415, () => question(plain, { keys }, { 'content-encoding': 'gzip' })],
    ['no JSON', 400, () => question(plain, '{"keys": [')],
    ['no keys', 400, () => question(plain, {})],
    ['no list of keys', 400, () => question(plain, { keys: { id: 1 } })],
    ['an empty list', 400, () => question(plain, { keys: [] })],
    ['a key of another type', 400, () => question(plain, { keys: [{ id: 1 }, { id: 'one' }] })],
    ['a key out of its range', 400, () => question(plain, { keys: [{ id: 2 ** 40 }] })],
    ['a key that is no object', 400, () => question(plain, { keys: [1] })],
    ['a NULL', 400, () => question(plain, { keys: [{ id: null }] })],
    ['a fraction', 400, () => question(plain, { keys: [{ id: 1.5 }] })],
    ['half a key', 400, () => question(composite, { keys: [{ title: 'Hamlet' }] })],
    ['too much of a key', 400, () => question(plain, { keys: [{ id: 1, name: 'x' }] })],
    ['a key with an inherited name', 400, () => question(plain, '{"keys": [{"__proto__": 1}]}')],
    ['NUL in a text', 400, () => question(composite, { keys: [{ ...title, title: 'a\0b' }] })],
    ['a lone surrogate', 400, () => question(composite, '{"keys": [{"title": "\\ud800", "year": 1603}]}')],
    ['a malformed key in the path', 400, () => look(`/keys/${plain}/one`)],
    ['half a key in the path', 400, () => look(`/keys/${composite}/Hamlet`)],
    ['a path that is not encoded', 400, () => look(`/keys/${plain}/%ff`)],
    ['a long key', 413, () => question(composite, { keys: [{ ...title, title: 'x'.repeat(101) }] })],
    ['a long path', 414, () => look(`/keys/${plain}/${'1'.repeat(101)}`)],
    ['a huge body', 413, () => question(plain, { keys: [{ id: 'x'.repeat(300_000) }] })],
  ])('%s', async (_, expected, request) => {
    const made = request()
    const response = await service.handler(made)
    expect([response.status, response.headers.get('content-type')]).toEqual([expected, 'application/problem+json'])
    const text = await response.text()
    const told = made.method === 'HEAD' ? { type: 'urn:fountain-split:problem:untold', status: expected } : JSON.parse(text) // prettier-ignore
    expect(told).toMatchObject({
      type: expect.stringMatching(/^urn:fountain-split:problem:[a-z-]+$/),
      status: expected,
    })
    expect(made.method === 'HEAD' ? text : '').toBe('')
    expect(service.logged).toEqual([])
  })

  test('who is known and may not ask is told no more than that', async () => {
    const closed = answerExistence({
      pool: service.pool,
      home: 'fountain_split',
      keys: service.keys,
      authorize: (_, aggregate) => (aggregate === plain ? 'forbidden' : 'allowed'),
    })
    for (const request of [look(`/keys/${plain}/1`, 'GET'), question(plain, { keys })]) {
      const response = await closed(request)
      expect([response.status, await response.json()]).toEqual([
        403,
        { type: 'urn:fountain-split:problem:forbidden', title: 'Who asks may not know', status: 403 },
      ])
    }
  })

  test('none of them keeps a connection', async () => {
    await Promise.all(Array.from({ length: 20 }, () => service.handler(question(plain, { keys: [{ id: 'one' }] }))))
    expect([service.pool.idleCount, service.pool.waitingCount]).toEqual([service.pool.totalCount, 0])
  })

  test('which keys are malformed is told', async () => {
    const keys = [{ id: 1 }, { id: 'one' }, { id: 3 }, { id: '9'.repeat(20) }]
    expect((await problem(question(plain, { keys })))[1]).toMatchObject({ keys: [1, 3] })
  })

  test('a failure inside is logged, and not told', async () => {
    const logged: unknown[] = []
    const failing = answerExistence({
      pool: { query: () => Promise.reject(new Error('password "swordfish" of role x')) } as never,
      home: 'fountain_split',
      keys: service.keys,
      authorize: () => 'allowed',
      hooks: { log: (...line) => logged.push(line) },
    })
    const response = await failing(question(plain, { keys }))
    expect(response.status).toBe(500)
    expect(await response.text()).not.toMatch(/swordfish|role/)
    expect(logged).toHaveLength(1)
  })
})

describe('over HTTP', () => {
  async function listen(handler = service.handler) {
    const web = createServer(nodeListener(handler))
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
    const { port } = web.address() as AddressInfo
    return { port, url: `http://127.0.0.1:${port}`, close: () => (web.closeAllConnections(), web.close()) }
  }

  /** What comes back when exactly this is sent, and the connection is then left open. */
  function send(port: number, text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let answer = ''
      const socket: Socket = connect(port, '127.0.0.1', () => socket.write(text))
      socket.on('data', (data) => (answer += data)).on('close', () => resolve(answer)).on('error', reject) // prettier-ignore
    })
  }

  const head = (length: number) =>
    `POST /keys/${plain}:check HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`

  test('a client that sends slowly is told so, and let go', async () => {
    const web = await listen()
    expect(await send(web.port, `${head(20)}{"keys": [`)).toMatch(/^HTTP\/1\.1 408 /)
    web.close()
  })

  test('a huge body is refused before it is sent', async () => {
    const web = await listen()
    expect(await send(web.port, head(1e9))).toMatch(/^HTTP\/1\.1 413 /)
    web.close()
  })

  test('strange targets and methods end nothing', async () => {
    const web = await listen()
    for (const line of [
      'GET //x HTTP/1.1',
      'GET * HTTP/1.1',
      'OPTIONS * HTTP/1.1',
      'GET http://[ HTTP/1.1',
      'TRACE / HTTP/1.1',
      'GET /keys/%00/%00 HTTP/1.1',
    ])
      // prettier-ignore
      expect(await send(web.port, `${line}\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect((await fetch(`${web.url}/keys/${plain}/1`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(
      200,
    )
    web.close()
  })

  const client = (url: string, more = {}) =>
    new HttpExistence({ url, keys: service.keys, headers: () => ({ authorization: `Bearer ${token}` }), ...more })

  test('the client asks for many at once, and a malformed key spoils nothing', async () => {
    let questions = 0
    const web = await listen((request) => (questions++, service.handler(request)))
    const port = client(web.url)
    const ask = ['1', '2', 'one', '3', '1', '4'].map((key) => port.find(plain, [key]))
    const one = { epoch: '1', mark: '0', incarnation: '1', version: '1', closing: false }
    const three = { epoch: '1', mark: '0', incarnation: '3', version: '3', closing: true }
    expect(await Promise.all(ask)).toEqual([one, undefined, undefined, three, one, undefined])
    expect(questions).toBe(2)
    expect(await port.find(composite, ['Hamlet', '1603'])).toMatchObject({ epoch: '1' })
    web.close()
  })

  test('it asks again what failed in passing, and stops asking who fails for long', async () => {
    let fails = 2
    let asked = 0
    const web = await listen((request) =>
      (asked++, fails-- > 0) ? Promise.resolve(new Response(null, { status: 503 })) : service.handler(request),
    )
    const port = client(web.url, { wait: 1, failures: 4 })
    expect(await port.find(plain, ['1'])).toMatchObject({ version: '1' })
    expect(asked).toBe(3)
    fails = 100
    await expect(port.find(plain, ['1'])).rejects.toThrow(ExistenceUnavailable)
    await expect(port.find(plain, ['1'])).rejects.toThrow(ExistenceUnavailable)
    const before = asked
    await expect(port.find(plain, ['1'])).rejects.toThrow(/does not answer/)
    expect(asked).toBe(before)
    web.close()
  })

  test('an answer that does not come, or is none, is no answer', async () => {
    const never = await listen(() => new Promise(() => {}))
    const asked = client(never.url, { timeout: 20, attempts: 2, wait: 1 }).find(plain, ['1'])
    await expect(asked).rejects.toThrow(ExistenceUnavailable)
    never.close()
    for (const body of ['[]', '{"epoch": "1", "mark": "0", "keys": []}', 'true']) {
      const other = await listen(async () => new Response(body))
      await expect(client(other.url, { wait: 1 }).find(plain, ['1'])).rejects.toThrow(ExistenceUnavailable)
      other.close()
    }
  })
})

test('the register itself can be asked, where it is within reach', async () => {
  const port = new RegisterExistence({ pool: service.pool, home: 'fountain_split', keys: service.keys })
  const answers = await Promise.all(['1', '2', 'one'].map((key) => port.find(plain, [key])))
  expect(answers).toEqual([expect.objectContaining({ version: '1' }), undefined, undefined])
})
