import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScratchServer } from '../verify/scratch/scratch-server.ts'
import { startScratchServer } from '../verify/scratch/start-scratch-server.ts'
import { judgeExample } from './judge-example.test-support.ts'
import { ruleCards } from './rule-registry.ts'

const key = 'crossing-foreign-key: orders.invoice(account_id) -> users.account'

/** All that lint finds in each rule's bad example; what is not the rule itself cannot be had without it. */
const found: Record<string, readonly string[]> = {
  'crossing-foreign-key': [key],
  'crossing-view': ['crossing-view: orders.overview -> users.account'],
  'crossing-routine': ['crossing-routine: orders.email_of(bigint) -> users.account'],
  'crossing-trigger': ['crossing-trigger: note on orders.invoice -> users.note_activity()'],
  'crossing-type': ['crossing-type: orders.invoice(level) -> users.level'],
  'crossing-sequence': ['crossing-sequence: orders.invoice(id) -> users.numbers'],
  'crossing-inheritance': ['crossing-inheritance: orders.customer -> users.party'],
  'crossing-policy': ['crossing-policy: own on orders.invoice -> users.account'],
  'crossing-rule': ['crossing-rule: note on orders.invoice -> users.audit'],
  'crossing-grant': ['crossing-grant: role orders_app -> users.account'],
  'crossing-publication': ['crossing-publication: changes -> users.account'],
  'unassigned-relation': ['unassigned-relation: orders.invoice'],
  'service-circle': [
    'crossing-foreign-key: users.account(last_invoice) -> orders.invoice',
    key,
    'service-circle: orders, users',
  ],
  'unindexed-reference': [key, key.replace('crossing-foreign-key', 'unindexed-reference')],
  'natural-key-reference': [
    'crossing-foreign-key: orders.invoice(account) -> users.account',
    'natural-key-reference: orders.invoice(account) -> users.account',
  ],
  'unstable-referenced-key': [key, key.replace('crossing-foreign-key', 'unstable-referenced-key')],
  'weak-strategy': [key, key.replace('crossing-foreign-key', 'weak-strategy')],
  'open-search-path': ['open-search-path: users.accounts()'],
  'stale-output': ['stale-output: plan.json'],
  'breaking-contract': ['breaking-contract: orders.invoice(account_id) -> users.account on delete', key],
  'stale-baseline': [`stale-baseline: ${key}`],
  'unused-suppression': ['unused-suppression: crossing-foreign-key at users'],
  'suppression-without-reason': ['suppression-without-reason: crossing-foreign-key at orders.invoice', key],
  'unknown-rule': ['unknown-rule: crossing-foreign-keys at orders.invoice', key],
}

test('there is a line for each rule', () => {
  expect(Object.keys(found).sort()).toEqual(ruleCards.map(({ id }) => id).sort())
})

describe('the examples of the rules', () => {
  test.each(ruleCards)(
    '$id: found in the bad one, not in the good one',
    async ({ id, bad, good, setting, severity }) => {
      const { findings } = await judgeExample(bad, setting)
      expect(findings.map(({ rule, subject }) => `${rule}: ${subject}`)).toEqual(found[id])
      const own = findings.find(({ rule }) => rule === id)!
      expect(own).toMatchObject({ severity, state: id === 'stale-baseline' ? 'stale' : 'new' })
      expect(own.message.length * own.hint.length).toBeGreaterThan(0)
      const alsoInBad = new Set(findings.map(({ rule }) => rule).filter((rule) => rule !== id))
      const mended = (await judgeExample(good, setting)).findings.filter(({ state }) => state !== 'known')
      expect(mended.filter(({ rule }) => !alsoInBad.has(rule))).toEqual([])
    },
  )
})

describe('the examples on PostgreSQL', () => {
  let server: ScratchServer
  beforeAll(async () => {
    server = await startScratchServer()
  })
  afterAll(() => server?.stop())

  const examples = ruleCards.flatMap(({ id, bad, good }) => [
    { id, which: 'bad', sql: bad },
    { id, which: 'good', sql: good },
  ])
  test.each(examples)('$id, $which: loads', async ({ sql }) => {
    const client = new pg.Client(`${server.url}/postgres`)
    await client.connect()
    try {
      // Nothing stays, the cluster's roles neither.
      await expect(client.query(`BEGIN;\n${sql}\nROLLBACK;`)).resolves.toBeDefined()
    } finally {
      await client.end()
    }
  })
})
