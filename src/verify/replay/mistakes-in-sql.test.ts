import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Split } from '../../split.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { Mistake } from './mistake.test-support.ts'
import { mistakenSchema, splitOf, tellMistake } from './mistake.test-support.ts'

let server: ScratchServer
let split: Split
beforeAll(async () => {
  server = await startScratchServer()
  split = await splitOf(mistakenSchema)
})
afterAll(() => server?.stop())

const trigger = (what: string) => new RegExp(`CREATE TRIGGER "~fountain_split_1_person_code_${what}"[^;]*;`)

/** Each mistake in what is generated, and the story that is told of it: `fixtures/replay-mistakes/<mistake>.txt`. */
const mistakes: Readonly<Record<string, Mistake>> = {
  'new-keys-are-not-told': { sql: { from: trigger('created'), to: '' } },
  'deleted-keys-are-not-told': { sql: { from: trigger('deleted'), to: '' } },
  'changed-keys-are-not-told': { sql: { from: trigger('changed'), to: '' } },
  'a-key-that-is-written-otherwise-counts-as-the-same': {
    sql: { from: / OR OLD\.code::text COLLATE "C" IS DISTINCT FROM NEW\.code::text COLLATE "C"/, to: '' },
  },
  'a-key-is-not-canonical': { sql: { from: /trim_scale\(([^()]*)\)/g, to: '$1' } },
  'a-deleted-key-leaves-no-tombstone': {
    sql: {
      from: /version = excluded\.version,\n      previous = r\.version,\n      alive = false,/,
      to: 'alive = false,',
    },
  },
  'the-native-key-is-left-out': {
    sql: { from: /ALTER TABLE shop\.basket\n  ADD CONSTRAINT basket_owner[^;]*;/, to: '' },
  },
  'the-native-key-has-lost-its-action': { sql: { from: /ON DELETE SET NULL/, to: 'ON DELETE NO ACTION' } },
  'the-native-key-has-another-name': {
    sql: { from: /ADD CONSTRAINT basket_payer/, to: 'ADD CONSTRAINT basket_payer_2' },
  },
  'a-changed-key-counts-as-deleted': {
    sql: {
      from: /WHEN MATCHED AND e\.act = 'change' THEN UPDATE SET code = e\.new1/,
      to: "WHEN MATCHED AND e.act = 'change' THEN DELETE",
    },
  },
  'relay-and-consumer-have-no-rights': {
    sql: {
      from: /GRANT SELECT, INSERT, UPDATE, DELETE ON fountain_split\.inbox, fountain_split\.applied TO shop_split_runtime;/,
      to: '',
    },
  },
}

describe('a mistake in the SQL is shown by a short history', () => {
  test.each(Object.keys(mistakes))('%s', { timeout: 240_000 }, async (name) => {
    const lines = await tellMistake(server, split, mistakes[name]!)
    expect(lines).toBeDefined()
    expect(lines!.length).toBeLessThan(24)
    await expect(`${lines!.join('\n')}\n`).toMatchFileSnapshot(`../../../fixtures/replay-mistakes/${name}.txt`)
  })
})
