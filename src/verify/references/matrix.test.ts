import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { statements } from '../../print/sql.ts'
import { addNativeKeys } from '../../emit/reference-sql/native-key-sql.ts'
import type { NativeReference, ReferencedKey } from '../../emit/reference-sql/reference-value.ts'
import { Consumer } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { MatrixRow } from './matrix.test-support.ts'
import { exceptionOf, outcomeOf, readMatrix, referenceOf, runSteps, variantName } from './matrix.test-support.ts'
import type { Scenario } from './scenarios.test-support.ts'
import { referencedTable, referencingTable, scenarios } from './scenarios.test-support.ts'
import { column, referencedKey, replicatedKey, withClient } from './split-pair.test-support.ts'
import type { SplitSystem } from './split-system.test-support.ts'
import { describeReplica, makeSystem } from './split-system.test-support.ts'

let server: ScratchServer
let matrix: readonly MatrixRow[] = []

beforeAll(async () => {
  server = await startScratchServer()
  await withClient(`${server.url}/postgres`, async (client) => {
    const { rows } = await client.query(`SELECT current_setting('server_version_num')::int / 10000 AS version`)
    matrix = readMatrix(rows[0].version)
  })
})

afterAll(() => server?.stop())

/** Calls `run` for every variant and scenario; tells what was not as it should be. */
async function everyCell(
  rows: readonly MatrixRow[],
  run: (row: MatrixRow, scenario: Scenario) => Promise<string | void>,
): Promise<string[]> {
  const complaints: string[] = []
  for (const row of rows)
    for (const scenario of scenarios) {
      const complaint = await run(row, scenario)
      if (complaint !== undefined) complaints.push(`${variantName(row)}, ${scenario.id}: ${complaint}`)
    }
  return complaints
}

test('the scenarios are those that the matrix was made of: one database gives its 2,100 outcomes', async () => {
  const { url } = await server.createDatabase('monolith')
  await withClient(url, async (client) => {
    await client.query(`${referencedTable}; ${referencingTable}`)
    let added: MatrixRow | undefined
    const complaints = await everyCell(matrix, async (row, scenario) => {
      await client.query('DELETE FROM child; DELETE FROM parent')
      if (added !== row) {
        const { text } = monolithKey(row)
        await client.query(`ALTER TABLE child DROP CONSTRAINT IF EXISTS child_a_b_fkey; ${text}`)
        added = row
      }
      await client.query(
        `INSERT INTO parent VALUES ${scenario.referenced}; INSERT INTO child VALUES ${scenario.referencing}`,
      )
      const outcome = await outcomeOf(client, await runSteps(client, scenario.steps))
      return outcome === row[scenario.id] ? undefined : `${outcome}, not ${row[scenario.id]}`
    })
    expect(complaints).toEqual([])
  })
})

function monolithKey(row: MatrixRow): { text: string } {
  const key = addNativeKeys(replicatedKey(parentKey([]), [{ ...referenceOf(row), indexed: true }]))[0]!
  return { text: key.text.replace(/REFERENCES \S+ /, 'REFERENCES parent ') }
}

function parentKey(refusals: ReferencedKey['refusals']): ReferencedKey {
  return referencedKey({
    name: 'parent_a_b',
    relation: { schema: 'public', name: 'parent' },
    columns: [column('a'), column('b')],
    referencing: ['child'],
    refusals,
  })
}

describe('the same reference between two services', () => {
  const counts: Record<string, number> = {}
  test.each(['NO ACTION', 'RESTRICT', 'CASCADE', 'SET NULL', 'SET DEFAULT'])(
    'ON UPDATE %s: every outcome is PostgreSQL’s, or of a class fixed beforehand',
    async (onUpdate) => expect(await runVariants(onUpdate, referenceOf, counts)).toEqual([]),
    300_000,
  )

  test('nothing of the 2,100 is unexplained', () => {
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(2100)
    expect(counts).toEqual({
      matched: 1360,
      'needs a saga': 420,
      'transaction over both services': 300,
      'refused by choice': 20,
    })
  })

  test('the same holds where the reference names the key’s columns in another order', async () => {
    const turned = (row: MatrixRow) => ({ ...referenceOf(row), columns: referenceOf(row).columns.toReversed() })
    expect(await runVariants('CASCADE', turned, {})).toEqual([])
  })
})

/** Runs the scenarios of every variant with this ON UPDATE; counts what came out, and tells what is unexplained. */
async function runVariants(
  onUpdate: string,
  refer: (row: MatrixRow) => NativeReference,
  counts: Record<string, number>,
): Promise<string[]> {
  const rows = matrix.filter((row) => row['onUpdate'] === onUpdate)
  const refused = onUpdate === 'NO ACTION' || onUpdate === 'RESTRICT'
  const relation = { schema: 'public', name: 'child' }
  const refusal = { constraint: 'child_a_b_fkey', service: 'scripts', relation, restrict: onUpdate === 'RESTRICT' }
  const key = parentKey(refused ? [refusal] : [])
  const system = await makeSystem(server, {
    key,
    references: [refer(rows[0]!)],
    referencedSql: referencedTable,
    referencingSql: referencingTable,
  })
  const clients = { referenced: await system.referenced.connect(), referencing: await system.referencing.connect() }
  const count = (name: string) => void (counts[name] = (counts[name] ?? 0) + 1)
  let current: MatrixRow | undefined
  let consumer = system.consumer
  const complaints = await everyCell(rows, async (row, scenario) => {
    const exception = exceptionOf(row, scenario)
    if (exception === 'needs a saga' || exception === 'transaction over both services') return count(exception)
    if (current !== row) {
      current = row
      const replicated = replicatedKey(key, [{ ...refer(row), indexed: true }])
      const ours = statements(addNativeKeys(replicated))
      await clients.referencing.query(`DELETE FROM child; ALTER TABLE child DROP CONSTRAINT child_a_b_fkey; ${ours}`)
      const { schema } = replicated.home
      consumer = new Consumer({ pool: system.referencing, home: schema, replicas: [describeReplica(replicated)] })
    }
    await reset(system, consumer, scenario)
    const verdict = await runSteps(clients[scenario.steps[0]!.on], scenario.steps)
    await system.relay.drain()
    await consumer.drain()
    const left = await system.referencing.query('SELECT error FROM fountain_split.inbox')
    if (left.rowCount !== 0) return `not applied: ${left.rows[0].error}`
    const outcome = await outcomeOf(clients.referencing, verdict)
    if (outcome === row[scenario.id]) return count('matched')
    if (exception === 'refused by choice' && /^stmt:23(001|503)$/.test(outcome)) return count(exception)
    return `${outcome}, not ${row[scenario.id]}`
  })
  for (const client of Object.values(clients)) client.release()
  await system.stop()
  return complaints
}

/** The rows that the scenario starts from, by the services' own writes. */
async function reset(system: SplitSystem, consumer: Consumer, scenario: Scenario): Promise<void> {
  await system.referencing.query('DELETE FROM child')
  await system.referenced.query(
    `DELETE FROM parent WHERE (a, b) NOT IN (VALUES ${scenario.referenced});
     INSERT INTO parent VALUES ${scenario.referenced} ON CONFLICT DO NOTHING`,
  )
  await system.relay.drain()
  await consumer.drain()
  await system.referencing.query(`INSERT INTO child VALUES ${scenario.referencing}`)
}
