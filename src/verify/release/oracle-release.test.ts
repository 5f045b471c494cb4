import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMatrix } from '../references/oracle/matrix.test-support.ts'
import type { Variant } from '../references/oracle/variants.test-support.ts'
import { configOf, listVariants, schemaOf, variantText } from '../references/oracle/variants.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { RunningSplit } from './running-split.test-support.ts'
import { runSplit } from './running-split.test-support.ts'

/** All variants, as `npm run oracle` has it, or a sample of them; of those whose deletes are refused by rows. */
const whole = process.env['FOUNTAIN_ORACLE'] !== undefined
const isRefused = ({ row, turned }: Variant) => !turned && ['RESTRICT', 'NO ACTION'].includes(row['onDelete']!)
const variants = listVariants(readMatrix(15), whole).filter(isRefused)

let server: ScratchServer
let split: RunningSplit

beforeAll(async () => {
  server = await startScratchServer()
  const yaml = configOf(variants).replaceAll('delete: refuse', 'delete: saga')
  split = await runSplit(server, schemaOf(variants), ['parent', 'child'], {}, yaml)
}, 120_000)
afterAll(async () => {
  await split?.stop()
  await server?.stop()
})

/** PostgreSQL 18 tells RESTRICT apart; the matrix here is that of 15. */
const sqlstateOf15 = (code: string) => (code === '23001' ? '23503' : code)

/** A delete of one key, as the matrix has it: rows of both sides before, and the key that is to go. */
const scenarios = [
  { id: 'delParent', referencing: '(1, 1, 1)', key: [1, 1] },
  { id: 'delDefaultParentWithRef', referencing: '(1, 9, 9)', key: [9, 9] },
  { id: 'a key that nothing names', referencing: '(1, 1, 1)', key: [9, 9] },
] as const

const each = (sql: (variant: Variant) => string) => variants.map(sql).join(';\n')

test.each(scenarios)('$id: refused through the release where one database refuses, and with the rows it leaves', async (scenario) => {
  const { id, referencing, key } = scenario
  await split.query('child', each(({ name }) => `DELETE FROM child.${name}`))
  await split.query('parent', each(({ name }) => `INSERT INTO parent.${name} (a, b) VALUES (1, 1), (9, 9) ON CONFLICT DO NOTHING`))
  for (const { name } of variants) await split.untilKeys('child', `parent_${name}_a_b`, 2)
  await split.query('child', each(({ name }) => `INSERT INTO child.${name} VALUES ${referencing}`))
  const found = await Promise.all(
    variants.map(async (variant) => {
      const { name } = variant
      const answer = await split.release('parent', `${name}_a_b`, key)
      const rows = await split.query('child', `SELECT format('%s:%s,%s', id, a, b) FROM child.${name}`)
      const left = `[${rows.flat().join(' ')}]`
      const [verdict] = variant.row[id] === undefined ? [`ok${left}`] : /[^:]+$/.exec(variant.row[id])!
      const outcome = answer.outcome === 'refused' ? sqlstateOf15(answer.code!) : `${answer.outcome === 'released' ? 'ok' : answer.outcome}${left}`
      return { what: variantText(variant), verdict, outcome, left }
    }),
  )
  expect(found.filter(({ verdict, outcome }) => verdict !== outcome)).toEqual([])
  const before = `[${referencing.replace(/^\((\d), (\d), (\d)\)$/, '$1:$2,$3')}]`
  expect(found.filter(({ left }) => left !== before)).toEqual([])
  process.stdout.write(`${id}: ${found.length} of ${variants.length} variants\n`)
}, 120_000) // prettier-ignore

test('no key is left closed', { timeout: 120_000 }, async () => {
  await expect(split.atRest()).resolves.toBeUndefined()
})
