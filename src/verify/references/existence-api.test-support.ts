import type pg from 'pg'
import type { AnsweredKey, ExistenceOptions } from '../../runtime/index.ts'
import { answerExistence, bearerToken } from '../../runtime/index.ts'
import type { ScratchDatabase, ScratchServer } from '../scratch/scratch-server.ts'
import { column, makeReferenced, referencedKey } from './split-pair.test-support.ts'
import { testPool } from '../scratch/test-pool.test-support.ts'

export const token = 'a token that nobody guesses'
export const plain = 'playwrights.playwright_id'
export const composite = 'playwrights.play_title_year'

const keys: readonly AnsweredKey[] = [
  {
    aggregate: plain,
    key: 'playwright_id',
    relation: ['public', 'playwright'],
    columns: ['id'],
    constraints: ['script_playwright_id_fkey'],
  },
  { aggregate: composite, key: 'play_title_year', relation: ['public', 'play'], columns: ['title', 'year'] },
]

export interface AnsweringService {
  readonly pool: pg.Pool
  readonly keys: readonly AnsweredKey[]
  readonly handler: (request: Request) => Promise<Response>
  /** What the service would have logged. */
  readonly logged: unknown[]
  stop(): Promise<void>
}

/** Playwright 1 lives, 2 is gone, 3 closes; the play (Hamlet, 1603) lives. */
export async function startAnswering(
  server: ScratchServer,
  more: Partial<ExistenceOptions> = {},
): Promise<AnsweringService> {
  const play = referencedKey({
    name: 'play_title_year',
    relation: { schema: 'public', name: 'play' },
    columns: [column('title', 'text'), column('year', 'smallint')],
  })
  const database: ScratchDatabase = await makeReferenced(
    server,
    `CREATE TABLE playwright (id int PRIMARY KEY); INSERT INTO playwright VALUES (1), (2), (3);
     CREATE TABLE play (title text, year smallint, PRIMARY KEY (title, year)); INSERT INTO play VALUES ('Hamlet', 1603)`,
    [referencedKey(), play],
  )
  const pool = testPool(database.url)
  await pool.query('DELETE FROM playwright WHERE id = 2')
  await pool.query('UPDATE fountain_split.playwright_id_register SET closing = 1 WHERE key1 = 3')
  const logged: unknown[] = []
  const handler = answerExistence({
    pool,
    home: 'fountain_split',
    keys,
    authorize: bearerToken(token),
    hooks: { log: (level, message, facts) => logged.push([level, message, facts]) },
    ...more,
  })
  return {
    pool,
    keys,
    handler,
    logged,
    async stop() {
      await pool.end()
      await database.drop()
    },
  }
}

export function question(aggregate: string, body: unknown, headers: Record<string, string> = {}): Request {
  return new Request(`http://keys.test/keys/${encodeURIComponent(aggregate)}:check`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

export function look(path: string, method = 'HEAD', headers: Record<string, string> = {}): Request {
  return new Request(`http://keys.test${path}`, { method, headers: { authorization: `Bearer ${token}`, ...headers } })
}
