import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { majorVersion } from './split-pair.test-support.ts'
import type { AskedVerdict } from './oracle/ask-services.test-support.ts'
import { askServices } from './oracle/ask-services.test-support.ts'
import type { MatrixRow } from './oracle/matrix.test-support.ts'
import { readMatrix } from './oracle/matrix.test-support.ts'
import type { OracleSystem } from './oracle/oracle-system.test-support.ts'
import { beginWith, makeMonolith, makeSplit, rowsOf } from './oracle/oracle-system.test-support.ts'
import { outcomeText, runSteps, stepOn } from './oracle/run-transaction.test-support.ts'
import type { Scenario } from './oracle/scenarios.test-support.ts'
import { encounters, scenarios } from './oracle/scenarios.test-support.ts'
import { runEncounter, schedules } from './oracle/schedules.test-support.ts'
import type { Variant } from './oracle/variants.test-support.ts'
import { exceptionOf, listEncountered, listVariants, reactionTo, variantText } from './oracle/variants.test-support.ts'

/** All variants, as `npm run oracle` has it, or a sample of them. */
const whole = process.env['FOUNTAIN_ORACLE'] !== undefined

let server: ScratchServer
let matrix: readonly MatrixRow[] = []

beforeAll(async () => {
  server = await startScratchServer()
  matrix = readMatrix(await majorVersion(server))
})

afterAll(() => server?.stop())

/** What a service's role may not do at all, the monolith's did as an administrator. */
const administrators = new Set(['truncParent', 'replicaRoleOrphan'])

/** By variant, what came out of a scenario that is one transaction. */
async function runScenario(system: OracleSystem, scenario: Scenario): Promise<Map<string, string>> {
  await beginWith(system, scenario)
  const verdicts = await runTransactions(system, system.variants, scenario)
  expect(await system.settle()).toEqual([])
  const rows = await rowsOf(system)
  return new Map([...verdicts].map(([name, verdict]) => [name, outcomeText(verdict, rows.get(name)!)]))
}

async function runTransactions(
  system: OracleSystem,
  variants: readonly Variant[],
  scenario: Scenario,
): Promise<ReadonlyMap<string, string>> {
  const { on } = scenario.steps[0]!
  const client = administrators.has(scenario.id) ? system.admins[on] : new pg.Client(system.urls[on])
  if (client !== system.admins[on]) await client.connect()
  const verdicts = new Map<string, string>()
  for (const variant of variants) {
    const steps = scenario.steps.map(({ sql }) => stepOn(variant, sql))
    verdicts.set(variant.name, await runSteps(client, steps))
  }
  if (client !== system.admins[on]) await client.end()
  return verdicts
}

/** How many outcomes are of which class. */
class Tally {
  readonly counts: Record<string, number> = {}

  add(what: string, count = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + count
  }

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0)
  }
}

/** What docs/oracle.md says: the classes of the table below a heading. */
function published(heading: string): Record<string, number> {
  const page = readFileSync(new URL('../../../docs/oracle.md', import.meta.url), 'utf8')
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`))!
  const rows = [...section.matchAll(/^\| ([a-z ]+?) +\| +([\d,]+) +\|/gm)]
  return Object.fromEntries(rows.map(([, name, count]) => [name!, Number(count!.replaceAll(',', ''))]))
}

const isRefusal = (verdict: string) => /^stmt:23(001|503)$/.test(verdict)

describe('one client', () => {
  const tally = new Tally()
  let variants: Variant[] = []
  let monolith: OracleSystem
  let split: OracleSystem
  beforeAll(async () => {
    variants = listVariants(matrix, whole)
    monolith = await makeMonolith(server, variants)
    split = await makeSplit(server, variants)
  }, 300_000)
  afterAll(async () => {
    await monolith?.stop()
    await split?.stop()
  })

  test.each(scenarios)(
    '$id: the outcome that PostgreSQL has, or of a class fixed beforehand',
    async (scenario) => {
      const alone = await runScenario(monolith, scenario)
      const unlike = variants.filter(({ name, row }) => alone.get(name) !== row[scenario.id])
      expect(unlike.map(variantText)).toEqual([])
      if (variants.every(({ row }) => exceptionOf(row, scenario) === 'one transaction over both services'))
        return tally.add('one transaction over both services', variants.length)
      const outcomes = await runScenario(split, scenario)
      const unexplained = variants.flatMap((variant) => {
        const [expected, found] = [variant.row[scenario.id]!, outcomes.get(variant.name)!]
        const mayRefuse = exceptionOf(variant.row, scenario) === 'refused by choice'
        if (found === expected) tally.add(mayRefuse ? 'matched by a refusal' : 'matched')
        else if (mayRefuse && isRefusal(found)) tally.add('refused by choice')
        else return [`${variantText(variant)}: ${found}, not ${expected}`]
        return []
      })
      expect(unexplained).toEqual([])
    },
    120_000,
  )

  test('nothing was left out', () => expect(tally.total).toBe(variants.length * scenarios.length))

  test.runIf(whole)('the figures are those that are published', () =>
    expect(tally.counts).toEqual(published('One client')),
  )
})

describe('through the release', () => {
  const tally = new Tally()
  let variants: Variant[] = []
  let split: OracleSystem
  beforeAll(async () => {
    variants = listVariants(matrix, whole).filter(({ turned }) => whole || !turned)
    split = await makeSplit(server, variants, 'saga')
  }, 300_000)
  afterAll(() => split?.stop())

  test.each(scenarios)(
    '$id: asked for where an event would come too late, the verdict and the rows that PostgreSQL has',
    async (scenario) => {
      if (variants.every(({ row }) => exceptionOf(row, scenario) === 'one transaction over both services'))
        return tally.add('one transaction over both services', variants.length)
      const isAsked = ({ row }: Variant) =>
        scenario.action !== undefined && reactionTo(row, scenario.action) !== 'event'
      await beginWith(split, scenario)
      const written = await runTransactions(
        split,
        variants.filter((each) => !isAsked(each)),
        scenario,
      )
      const asked = await whileMoving(split, askServices(split, variants.filter(isAsked), scenario))
      // An answer comes before every voter has heard of it.
      await vi.waitFor(async () => expect(await split.settle()).toEqual([]), { timeout: 60_000 })
      const rows = await rowsOf(split)
      const unexplained = variants.flatMap((variant) => {
        const { name, row } = variant
        const expected = row[scenario.id]!
        const answer = asked.get(name)
        const found = outcomeText(answer?.verdict ?? written.get(name)!, rows.get(name)!)
        if (answer === undefined ? found === expected : isAnswer(variant, answer, found, expected))
          tally.add(answer === undefined ? 'matched' : 'matched through the release')
        else if (answer !== undefined && isPutRightLater(row, scenario)) tally.add('refused step by step')
        else return [`${variantText(variant)}: ${found} ${answer?.constraint ?? ''}, not ${expected}`]
        return []
      })
      expect(unexplained).toEqual([])
    },
    600_000,
  )

  test('nothing was left out', () => expect(tally.total).toBe(variants.length * scenarios.length))

  test.runIf(whole)('the figures are those that are published', () =>
    expect(tally.counts).toEqual(published('Through the release')),
  )
})

/** Events move meanwhile: a key that was changed is not changed again before its voters have heard of it. */
async function whileMoving<Result>(system: OracleSystem, work: Promise<Result>): Promise<Result> {
  const over = new AbortController()
  const moving = (async () => {
    while (!over.signal.aborted) await system.settle()
  })()
  try {
    return await work
  } finally {
    over.abort()
    await moving
  }
}

/** An answer has no statement that it came from. */
function isAnswer({ name }: Variant, { constraint }: AskedVerdict, found: string, expected: string): boolean {
  return (
    found === expected.replace(/^(stmt|commit):/, '') && (constraint === undefined || constraint.startsWith(`${name}_`))
  )
}

/** What is checked at the end is put right by a later step of the transaction; steps that are asked for are judged one by one. */
function isPutRightLater(row: MatrixRow, { steps, action }: Scenario): boolean {
  const kept = row[action === 'delete' ? 'onDelete' : 'onUpdate'] === 'NO ACTION'
  return kept && row['deferrable']!.includes('INITIALLY DEFERRED') && steps.length > 1
}

describe('two clients', () => {
  const tally = new Tally()
  let variants: Variant[] = []
  let monolith: OracleSystem
  let split: OracleSystem
  beforeAll(async () => {
    variants = listEncountered(matrix, whole)
    monolith = await makeMonolith(server, variants)
    split = await makeSplit(server, variants)
  }, 300_000)
  afterAll(async () => {
    await monolith?.stop()
    await split?.stop()
  })

  test.each(encounters)(
    '$id: as one after the other in one database, or of a class fixed beforehand',
    async (encounter) => {
      const inTurn = [
        await runEncounter(monolith, encounter, 'the reference first'),
        await runEncounter(monolith, encounter, 'the key first, told afterwards'),
      ]
      for (const schedule of schedules) {
        const outcomes = await runEncounter(split, encounter, schedule)
        const unexplained = variants.flatMap((variant) => {
          const found = outcomes.get(variant.name)!
          const expected = inTurn.map((each) => each.get(variant.name)!)
          const [reference, key] = found.split(' ')
          if (expected.includes(found)) tally.add('matched')
          else if (exceptionOf(variant.row, encounter) === 'refused by choice' && isRefusal(key!))
            tally.add('refused by choice')
          else return [`${schedule}, ${variantText(variant)}: ${found}, not ${expected.join(' or ')} ${reference}`]
          return []
        })
        expect(unexplained).toEqual([])
      }
    },
    240_000,
  )

  test('nothing was left out', () => expect(tally.total).toBe(variants.length * encounters.length * schedules.length))

  test.runIf(whole)('the figures are those that are published', () =>
    expect(tally.counts).toEqual(published('Two clients')),
  )
})
