import { afterAll, beforeAll } from 'vitest'
import type { Split } from '../../split.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { Arena } from './arena.ts'
import { arenaWith, splitOf } from './mistake.test-support.ts'

/** The arena of a schema for the tests of a file, on a server of its own; there from its `beforeAll` on. */
export function arenaFor(schema: string): { readonly arena: Arena; readonly split: Split } {
  let server: ScratchServer | undefined
  const made: { arena?: Arena; split?: Split } = {}
  beforeAll(async () => {
    server = await startScratchServer()
    made.split = await splitOf(schema)
    made.arena = await arenaWith(server, made.split, {})
  }, 240_000)
  afterAll(async () => {
    await made.arena?.close()
    await server?.stop()
  })
  return made as { arena: Arena; split: Split }
}
