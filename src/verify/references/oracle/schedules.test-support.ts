import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import type { OracleSystem } from './oracle-system.test-support.ts'
import { beginWith, rowsOf } from './oracle-system.test-support.ts'
import { OpenTransaction, runSteps, stepOn } from './run-transaction.test-support.ts'
import type { Encounter } from './scenarios.test-support.ts'
import type { Variant } from './variants.test-support.ts'

/** How the transactions of two clients lie to each other, and to the events. */
export type Schedule =
  | 'the reference first'
  | 'the key first, told in between'
  | 'the key first, told afterwards'
  | 'the reference open while the event comes'
  | 'the key open while the reference is written'

export const schedules: readonly Schedule[] = [
  'the reference first',
  'the key first, told in between',
  'the key first, told afterwards',
  'the reference open while the event comes',
  'the key open while the reference is written',
]

/** As many variants at once as there may be connections for. */
const together = 40

/** By variant: what the writer of the reference was told, what the writer of the key was told, and the rows in the end. */
export async function runEncounter(
  system: OracleSystem,
  encounter: Encounter,
  schedule: Schedule,
): Promise<Map<string, string>> {
  await beginWith(system, encounter)
  const verdicts = new Map<string, string>()
  for (let at = 0; at < system.variants.length; at += together) {
    const variants = system.variants.slice(at, at + together)
    const told = await runSchedule(system, encounter, schedule, variants)
    for (const [place, variant] of variants.entries()) verdicts.set(variant.name, told[place]!)
  }
  const left = await system.settle()
  if (left.length > 0) throw new Error(`not applied: ${left.join('; ')}`)
  const rows = await rowsOf(system)
  return new Map([...verdicts].map(([name, verdict]) => [name, `${verdict} ${rows.get(name)!}`]))
}

async function runSchedule(
  system: OracleSystem,
  { referencingStep, referencedStep }: Encounter,
  schedule: Schedule,
  variants: readonly Variant[],
): Promise<string[]> {
  const reference = { url: system.urls.referencing, step: referencingStep }
  const key = { url: system.urls.referenced, step: referencedStep }
  const isOpen = schedule.includes('open')
  const isKeyFirst = schedule.startsWith('the key')
  const [first, second] = isKeyFirst ? [key, reference] : [reference, key]
  if (!isOpen) {
    const before = await runAll(first, variants)
    if (schedule === 'the key first, told in between') await system.settle()
    const after = await runAll(second, variants)
    return pair(isKeyFirst ? [after, before] : [before, after])
  }
  const open = await openAll(first, variants)
  const after = await runAll(second, variants)
  const settled = system.settle()
  // The events that can be applied are; those that cannot wait for the open transactions by now.
  await Promise.race([settled, setTimeout(150)])
  const before = await open.commit()
  await settled
  return pair(isKeyFirst ? [after, before] : [before, after])
}

interface Write {
  readonly url: string
  readonly step: string
}

function pair([reference, key]: readonly [readonly string[], readonly string[]]): string[] {
  return reference.map((told, at) => `${told} ${key[at]}`)
}

async function runAll({ url, step }: Write, variants: readonly Variant[]): Promise<string[]> {
  const client = new pg.Client(url)
  await client.connect()
  const told: string[] = []
  for (const variant of variants) told.push(await runSteps(client, [stepOn(variant, step)]))
  await client.end()
  return told
}

async function openAll({ url, step }: Write, variants: readonly Variant[]): Promise<{ commit(): Promise<string[]> }> {
  const all = await Promise.all(
    variants.map(async (variant) => {
      const client = new pg.Client(url)
      await client.connect()
      return { client, transaction: await OpenTransaction.begin(client, [stepOn(variant, step)]) }
    }),
  )
  return {
    // All at once: a commit may have to wait for events that wait for another of them.
    commit: () =>
      Promise.all(
        all.map(async ({ client, transaction }) => {
          const told = await transaction.commit()
          await client.end()
          return told
        }),
      ),
  }
}
