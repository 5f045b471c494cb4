import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { FountainError } from '../../core/fountain-error.ts'
import { faults } from '../faults/fault-registry.ts'
import type { Story } from './story.ts'

const values = z.record(z.string(), z.string().nullable())
const relation = z.tuple([z.string(), z.string()])
const operation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('insert'), relation, rows: z.array(values).min(1), overriding: z.literal(true).optional() }),
  z.object({ kind: z.literal('update'), relation, where: values, set: values }),
  z.object({ kind: z.literal('delete'), relation, where: values }),
  z.object({ kind: z.literal('shift'), relation, column: z.string(), by: z.number().int() }),
]) // prettier-ignore
const fault = z.object({
  kind: z.literal('fault'),
  fault: z.enum(faults.map(({ id }) => id)),
  seed: z.number().int(),
})
const base = { format: z.literal(1), inputHash: z.string(), seed: z.number().int(), lines: z.array(z.string()) }
const serial = z.object({
  ...base,
  // Files of earlier versions do not say it.
  check: z.literal('serial-replay').default('serial-replay'),
  history: z.array(z.union([z.array(operation), fault])),
  difference: z.object({ kind: z.string(), service: z.string() }).loose(),
})
const outcome = z
  .object({
    statement: z.number().int().optional(),
    code: z.string(),
    constraint: z.string().optional(),
    relation: z.string().optional(),
    message: z.string(),
  })
  .nullable()
const transaction = z.array(operation)
const concurrent = z.object({
  ...base,
  check: z.literal('concurrent-history'),
  setup: z.array(transaction),
  round: z.object({
    clients: z.array(
      z.object({
        service: z.string(),
        transactions: z.array(
          z.object({
            pause: z.number(),
            hold: z.number().optional(),
            untilClosing: z.literal(true).optional(),
            operations: transaction,
          }),
        ),
      }),
    ),
    faults: z.array(fault),
  }),
  recorded: z.object({
    transactions: z.array(
      z.object({
        client: z.number().int(),
        service: z.string(),
        operations: transaction,
        sent: z.number(),
        answered: z.number(),
        outcome,
        release: z.literal(true).optional(),
        turnedAway: z.enum(['passing', 'by choice']).optional(),
      }),
    ),
    rows: z.array(z.object({ relation, rows: z.array(values) })),
  }),
})

/** @throws FountainError `unreadable-story` (exit 2) */
export async function readStory(path: string): Promise<Story> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw unreadable(path, (error as Error).message)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw unreadable(path, 'it is not JSON')
  }
  const isConcurrent = (value as { check?: unknown } | null)?.check === 'concurrent-history'
  const { success, data, error } = (isConcurrent ? concurrent : serial).safeParse(value)
  if (!success) throw unreadable(path, z.prettifyError(error))
  return data as unknown as Story
}

/** @throws FountainError `unwritable-story` (exit 2) */
export async function writeStory(path: string, told: Story): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(told, undefined, 2)}\n`)
  } catch (error) {
    throw new FountainError('unwritable-story', `the story cannot be written to ${path}: ${(error as Error).message}`, {
      hint: 'Name another file with --story.',
      cause: error,
    })
  }
}

function unreadable(path: string, why: string): FountainError {
  return new FountainError('unreadable-story', `${path} is no story that can be replayed: ${why}`, {
    hint: 'Give the file that `fountain-split verify` wrote where a history failed.',
  })
}
