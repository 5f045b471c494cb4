import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { takeConnection } from '../../runtime/database.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'

let server: ScratchServer
let pool: pg.Pool
beforeAll(async () => {
  server = await startScratchServer()
  pool = new pg.Pool({ connectionString: `${server.url}/postgres`, max: 2 }).on('error', () => {})
})
afterAll(async () => {
  await pool?.end()
  await server?.stop()
})

test('a connection that dies between two queries, while keys are read, fails the next one and not the process', async () => {
  const uncaught: unknown[] = []
  const note = (error: unknown) => void uncaught.push(error)
  process.on('uncaughtException', note)
  const client = await takeConnection(pool)
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
  const ended = vi.fn<() => void>()
  client.once('end', ended)
  await pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid])
  await vi.waitFor(() => expect(ended).toHaveBeenCalled())
  await expect(client.query('SELECT 1')).rejects.toThrow(/not queryable|terminat/)
  client.release(true)
  process.off('uncaughtException', note)
  expect(uncaught).toEqual([])
})
