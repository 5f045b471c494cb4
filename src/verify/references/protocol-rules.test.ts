import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isLong } from '../long-form.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { buildMutant, replaceOnce } from './mutant.test-support.ts'
import { keyRules } from './key-rules.test-support.ts'
import type { ProtocolRule } from './protocol-rule.test-support.ts'
import { usual } from './protocol-rule.test-support.ts'
import { replayRules } from './replay-rules.test-support.ts'
import type { SystemOptions } from './split-system.test-support.ts'
import { makeSystem } from './split-system.test-support.ts'

const protocolRules = [...replayRules, ...keyRules]
/** The first of each number. */
const firstMutants = protocolRules.filter(({ rule }, at) => protocolRules.findIndex((other) => other.rule[0] === rule[0]) === at) // prettier-ignore
let server: ScratchServer

beforeAll(async () => {
  server = await startScratchServer()
})

afterAll(() => server?.stop())

async function run({ options, check }: ProtocolRule, more: Partial<SystemOptions> = {}) {
  const system = await makeSystem(server, { ...usual, ...options, ...more })
  try {
    return await check(system)
  } finally {
    await system.stop()
  }
}

test('the table in the documentation is this one', () => {
  const page = readFileSync(new URL('../../../docs/replicas-and-events.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^ *\| (\d) +\| (.*?) +\| (.*?) +\|$/gm)].map(([, number, rule, mutant]) => [
    `${number}: ${rule}`,
    mutant,
  ])
  expect(rows).toEqual(protocolRules.map(({ rule, mutant }) => [rule, mutant]))
  expect(new Set(rows.map(([rule]) => rule![0]))).toEqual(new Set('1234567'))
})

describe('rules of the protocol', () => {
  test.each(protocolRules.map((rule) => [rule.rule, rule] as const))('%s', async (_, rule) => {
    const [seen, expected] = await run(rule)
    expect(seen).toEqual(expected)
  })
})

describe('without the rule, its check fails', () => {
  test.each((isLong ? protocolRules : firstMutants).map((rule) => [`${rule.rule}: ${rule.mutant}`, rule] as const))(
    '%s',
    async (_, rule) => {
      const { mutation } = rule
      const mutant: Partial<SystemOptions> =
        'sql' in mutation
          ? { mutate: (sql: string) => replaceOnce(sql, ...mutation.sql) }
          : { runtime: await buildMutant(mutation) }
      // The mutant may also be caught by an error.
      const outcome = await run(rule, mutant).catch((error: unknown) => [error, 'no error'] as const)
      if (outcome[0] instanceof Error && /exactly once/.test(outcome[0].message)) throw outcome[0]
      expect(isDeepStrictEqual(outcome[0], outcome[1])).toBe(false)
    },
  )
})
