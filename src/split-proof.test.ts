import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from './config/load-config.ts'
import { proveSplit } from './prove-split.test-support.ts'
import type { Proof } from './prove-split.test-support.ts'
import type { CorpusName } from './verify/corpus-loading.test-support.ts'
import { corpusNames, hasCorpus, readLoadableSchema } from './verify/corpus-loading.test-support.ts'
import { compareWithPlan } from './verify/catalog/compare-with-plan.ts'
import { findMachinePrograms } from './verify/scratch/machine-programs.ts'
import type { ScratchServer } from './verify/scratch/scratch-server.ts'
import { startScratchServer } from './verify/scratch/start-scratch-server.ts'

const configs: Partial<Record<CorpusName, string>> = { pagila: 'fixtures/corpus/pagila.yaml' }

const schemas: readonly (readonly [name: string, read: () => string, config: string | undefined])[] = [
  ['fountain', () => readFileSync('fixtures/fountain.sql', 'utf8'), undefined],
  ...(hasCorpus ? corpusNames.map((name) => [name, () => readLoadableSchema(name), configs[name]] as const) : []),
]

const hasMachine = findMachinePrograms() !== undefined
const skipped = hasMachine ? '' : ' (skipped: no PostgreSQL on this machine)'

describe('each service alone on the embedded PostgreSQL', () => void proveAll('embedded'))
describe.skipIf(!hasMachine)(
  `each service alone on this machine's PostgreSQL${skipped}`,
  () => void proveAll('machine'),
)

function proveAll(origin: 'embedded' | 'machine'): void {
  let server: ScratchServer
  beforeAll(async () => {
    server = await startScratchServer({ origin })
  })
  afterAll(() => server?.stop())

  test.each(schemas)(
    '%s: loads, and all together are the original less what the plan cut',
    async (_name, read, file) => {
      const { config } = await loadConfig({ cwd: process.cwd(), ...(file === undefined ? {} : { file }) })
      const { differences, failures, split } = await proveSplit(server, read(), config)
      expect(failures).toEqual([])
      expect(differences).toEqual([])
      expect(split.plan.removals).not.toEqual([])
      const { total, routed, cut, reported } = split.plan.source.statements
      expect(routed + cut + reported).toBe(total)
    },
  )

  test.each(schemas.filter(([, , config]) => config === undefined))(
    '%s, all services in one database: they load, and make the original less what the plan cut',
    async (_name, read) => {
      const { differences, failures } = await proveSplit(server, read(), {}, 'schemas')
      expect(failures).toEqual([])
      expect(differences).toEqual([])
    },
  )
}

describe('the proof', () => {
  let server: ScratchServer
  let proof: Proof
  beforeAll(async () => {
    server = await startScratchServer({ origin: 'embedded' })
    proof = await proveSplit(server, readFileSync('fixtures/fountain.sql', 'utf8'), {})
  })
  afterAll(() => server?.stop())

  test('tells of every kind of object that a service lacks', () => {
    const { split, original, parts } = proof
    const kinds = new Set(original.map(({ kind }) => kind))
    expect(kinds.size).toBeGreaterThan(12)
    for (const kind of kinds) {
      const less = parts.map((part) => ({ ...part, objects: part.objects.filter((object) => object.kind !== kind) }))
      expect(compareWithPlan(split, original, less), kind).not.toEqual([])
    }
  })

  test('tells of a key that was cut without a word, and of one that was not cut', () => {
    const { split, original, parts } = proof
    const cut = new Set(split.plan.removals.map(({ object }) => object))
    expect(cut.size).toBeGreaterThan(18)
    for (const key of cut) {
      const removals = split.plan.removals.filter(({ object }) => object !== key)
      expect(compareWithPlan({ ...split, plan: { ...split.plan, removals } }, original, parts), key).not.toEqual([])
      const record = original.find((object) => object.key === key)!
      const kept = parts.map((part) => ({ ...part, objects: [...part.objects, record] }))
      expect(compareWithPlan(split, original, kept), key).not.toEqual([])
    }
  })

  test('takes the key of what was a partition once for what it is', async () => {
    const { differences, failures } = await proveSplit(
      server,
      `CREATE SCHEMA base; CREATE SCHEMA log; CREATE TABLE base.account (id bigint PRIMARY KEY);
      CREATE TABLE log.entry (at date, account bigint REFERENCES base.account ON DELETE SET NULL) PARTITION BY RANGE (at);
      CREATE TABLE log.early PARTITION OF log.entry FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
      CREATE TABLE log.late PARTITION OF log.entry DEFAULT;
      ALTER TABLE log.entry DETACH PARTITION log.early;`,
      {},
    )
    expect(failures).toEqual([])
    expect(differences).toEqual([])
  })
})
