import type { Envelope } from '../../runtime/index.ts'
import { Relay, readThrough } from '../../runtime/index.ts'
import { nativeReference, referencedKey } from './split-pair.test-support.ts'
import type { SplitSystem, SystemOptions } from './split-system.test-support.ts'
import { rowsOf } from './split-system.test-support.ts'
import type { Mutation } from './mutant.test-support.ts'

/** A promise of the protocol: what must hold, and a mistake that a check of it must notice. */
export interface ProtocolRule {
  readonly rule: string
  readonly mutant: string
  /** In the runtime, or in the SQL of the referencing side. */
  readonly mutation: Mutation | { readonly sql: readonly [from: string, to: string] }
  readonly options?: Partial<SystemOptions>
  /** What is seen, and what must be. */
  readonly check: (system: SplitSystem) => Promise<readonly [seen: unknown, expected: unknown]>
}

/** Playwrights 1 to 5, each with the script of its number. */
export const usual: SystemOptions = {
  key: referencedKey(),
  references: [nativeReference()],
  referencedSql: 'CREATE TABLE playwright (id int PRIMARY KEY); INSERT INTO playwright SELECT generate_series(1, 5)',
  referencingSql: 'CREATE TABLE script (id int PRIMARY KEY, playwright_id int); CREATE TABLE credit (script_id int)',
}

export const plain = { references: [nativeReference({ onUpdate: 'no action' })] }
export const scripts = (system: SplitSystem) =>
  rowsOf(system.referencing, 'SELECT id, playwright_id FROM script ORDER BY id')
export const write = (system: SplitSystem, sql: string) => system.referenced.query(sql)
export const addScripts = (system: SplitSystem) =>
  system.referencing.query('INSERT INTO script SELECT n, n FROM generate_series(1, 5) AS n')
export const untouched = [1, 2, 3, 4, 5].map((n) => [n, n])

/** What the relay would publish, held in hand: by transaction, in order. */
export async function take(system: SplitSystem): Promise<Envelope[][]> {
  const transactions = new Map<string, Envelope[]>()
  const publish = async (batch: readonly Envelope[]) => {
    for (const envelope of batch) {
      const { id } = envelope.data.transaction
      transactions.set(id, [...(transactions.get(id) ?? []), envelope])
    }
  }
  await new Relay({
    pool: system.referenced,
    home: 'fountain_split',
    service: 'playwrights',
    transport: { publish },
  }).drain()
  return [...transactions.values()]
}

export async function deliver(system: SplitSystem, envelopes: readonly Envelope[]): Promise<void> {
  await system.consumer.receive(envelopes)
  await system.consumer.drain()
}

/** What the referenced service would answer now. */
export async function factsOf(system: SplitSystem, id: number) {
  const { rows } = await system.referenced.query(
    `SELECT s.epoch, r.incarnation, r.version FROM fountain_split.playwright_id_register AS r, fountain_split.service_state AS s
      WHERE r.key1 = $1 AND r.alive`,
    [id],
  )
  return rows[0]
}

export async function adopt(system: SplitSystem, id: number, facts: unknown): Promise<string> {
  const client = await system.referencing.connect()
  try {
    return await readThrough(client, system.replica, { find: async () => facts as never }, [String(id)])
  } finally {
    client.release()
  }
}

export const parked = (system: SplitSystem) =>
  rowsOf(system.referencing, 'SELECT DISTINCT state FROM fountain_split.inbox ORDER BY 1')
