import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from './config/load-config.ts'
import { proveSplit } from './prove-split.test-support.ts'
import type { ScratchServer } from './verify/scratch/scratch-server.ts'
import { startScratchServer } from './verify/scratch/start-scratch-server.ts'

const folder = 'fixtures/couplings'

/** A fixture, without the language that no plain PostgreSQL has. */
function readLoadable(kind: string): string {
  const text = readFileSync(`${folder}/${kind}/input.sql`, 'utf8')
  return text.replace(/CREATE FUNCTION \S+ RETURNS \w+ LANGUAGE plpython3u AS \$\$.*?\$\$;/s, '')
}

describe('each kind of coupling, split on PostgreSQL: each service loads alone, and together they are the original less what was cut', () => {
  let server: ScratchServer
  beforeAll(async () => {
    server = await startScratchServer({ origin: 'embedded' })
  })
  afterAll(() => server?.stop())

  test.each(readdirSync(folder))('%s', async (kind) => {
    const file = `${folder}/${kind}/fountain-split.yaml`
    const { config } = existsSync(file) ? await loadConfig({ cwd: process.cwd(), file }) : { config: {} }
    const { differences, failures } = await proveSplit(server, readLoadable(kind), config)
    expect(failures).toEqual([])
    expect(differences).toEqual([])
  })
})
