import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileFunction } from 'node:vm'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { contractFiles, splitOf } from '../emit/contracts/generated-contracts.test-support.ts'
import type { ContractColumn } from '../plan/contracts/key-contract.ts'
import type { Split } from '../split.ts'
import { replaceOnce } from '../verify/references/mutant.test-support.ts'
import { findBreaks } from './contract-breaks.ts'
import { keepsWord, wordOf } from './keep-word.ts'

const ours = { findBreaks, keepsWord, wordOf }
type Comparison = typeof ours

const folder = new URL('../../fixtures/contracts/', import.meta.url)
const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name) // prettier-ignore
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8')

interface Case {
  readonly name: string
  readonly before: Split
  readonly after: Split
  readonly verdict: { readonly schemas: string; readonly breaks: readonly string[] }
}

const cases: readonly Case[] = await Promise.all(
  names.map(async (name) => ({
    name,
    before: await splitOf(read(`${name}/before.sql`)),
    after: await splitOf(read(`${name}/after.sql`)),
    verdict: JSON.parse(read(`${name}/verdict.json`)),
  })),
)

function breaksOf({ before, after }: Case, made: Comparison = ours): string[] {
  const { contracts, references } = before.plan
  if (made.keepsWord(made.wordOf(references, before.catalog), made.wordOf(after.plan.references, after.catalog))) return [] // prettier-ignore
  const found = made.findBreaks({ from: 'before', contracts, references }, after.plan)
  return found.map(({ breaks, subject }) => `${breaks.join(' and ')}: ${subject}`)
}

interface MessageFile {
  readonly schema: object
  readonly examples: readonly object[]
}

interface EventExample {
  readonly data: { readonly key: Values }
}

interface LetterExample {
  readonly values: Values
}

type Values = Readonly<Record<string, unknown>>

/** Schemas of events by their type, of letters by their `$id`, with their examples, and more of these with values at the ends of the types. */
function messagesOf(split: Split): Map<string, MessageFile> {
  const files = [...contractFiles(split)].filter(([path]) => path.endsWith('.schema.json'))
  return new Map(
    files.map(([path, text]) => {
      const schema = JSON.parse(text)
      const { columns } = split.plan.contracts.find(({ aggregate }) => path.includes(`/${aggregate}.`))!
      const extremes = columns.flatMap((column) => extremesOf(column).map((value) => [column.name, value] as const))
      if (path.includes('/contracts/events/')) {
        const more = extremes.flatMap(([name, value]) => schema.examples.map((each: EventExample) => ({ ...each, data: { ...each.data, key: { ...each.data.key, [name]: value } } }))) // prettier-ignore
        return [schema.title, { schema, examples: [...schema.examples, ...more] }]
      }
      const more = extremes.flatMap(([name, value]) => schema.examples.flatMap((each: LetterExample) => [name, `old ${name}`, `new ${name}`].filter((field) => field in each.values).map((field) => ({ ...each, values: { ...each.values, [field]: value } })))) // prettier-ignore
      return [schema.$id, { schema, examples: [...schema.examples, ...more] }]
    }),
  )
}

const isLetters = (type: string) => type.startsWith('urn:')

function extremesOf({ type, value }: ContractColumn): unknown[] {
  if (value.type === 'integer') return [value.minimum, value.maximum]
  if (value.enum !== undefined) return [...value.enum]
  const numeric = /^numeric\((\d+),(\d+)\)$/.exec(type)
  if (numeric !== null) {
    const [precision, scale] = numeric.slice(1).map(Number) as [number, number]
    return [`-${'9'.repeat(precision - scale)}.${'9'.repeat(scale)}`]
  }
  return value.pattern === undefined ? ['x'.repeat(value.maxLength ?? 1000)] : []
}

/** What ajv says: examples of then against schemas of now, and of now against those of then. */
function compareSchemas({ before, after }: Case): string {
  const [then, now] = [messagesOf(before), messagesOf(after)]
  expect(then.size).toBeGreaterThan(0)
  const takes = ({ schema }: MessageFile, { examples }: MessageFile): boolean => {
    const validate = addFormats.default(new Ajv2020({ strict: true })).compile(schema)
    return examples.every((example) => validate(example) === true)
  }
  const shared = [...then.keys()].filter((type) => now.has(type))
  for (const type of shared) {
    expect(takes(then.get(type)!, then.get(type)!) && takes(now.get(type)!, now.get(type)!), type).toBe(true)
  }
  const breaking = shared.filter((type) => !takes(now.get(type)!, then.get(type)!) || !takes(then.get(type)!, now.get(type)!)) // prettier-ignore
  // Letters have the key's values as its events have.
  const kinds = new Set(breaking.map(isLetters))
  expect(kinds.size === 1 && shared.some(isLetters), breaking.join()).toBe(false)
  if (breaking.length > 0) return 'breaking'
  // Where nobody is asked any more, nobody waits for being asked.
  return [...then.keys()].every((type) => now.has(type) || isLetters(type)) ? 'compatible' : 'gone'
}

describe('the table of changes', () => {
  test('has both kinds, many of each', () => {
    const breaking = cases.filter(({ verdict }) => verdict.breaks.length > 0)
    expect(breaking.length).toBeGreaterThan(20)
    expect(cases.length - breaking.length).toBeGreaterThan(7)
  })

  test.each(cases)('$name: lint says what the table says', (each) => {
    expect(breaksOf(each)).toEqual(each.verdict.breaks)
  })

  test.each(cases)('$name: old examples and new schemas, and the other way round', (each) => {
    const compared = compareSchemas(each)
    expect(compared).toBe(each.verdict.schemas)
    expect(compared === 'breaking' && each.verdict.breaks.length === 0).toBe(false)
  })

  test.each(cases)('$name: nothing breaks where nothing changes', (each) => {
    expect(breaksOf({ ...each, after: each.before })).toEqual([])
    expect(breaksOf({ ...each, before: each.after })).toEqual([])
  })
})

describe('a mistake in the comparison is noticed by the table', () => {
  test.each([
    ['compare-actions.ts', 'after > before', 'after < before'],
    [
      'compare-actions.ts',
      'breaks: [service],\n    message: `${nameOf(now)}: ${said(then, on)} became ${said(now, on)}, which breaks those who ${',
      'breaks: [now.referencing.service],\n    message: `${nameOf(now)}: ${said(then, on)} became ${said(now, on)}, which breaks those who ${',
    ],
    ['compare-actions.ts', "=== 'refuse') return 3", "=== 'refuse') return 0"],
    ['compare-actions.ts', "return action === 'restrict' ? 2", "return action === 'restrict' ? 1"],
    ['compare-actions.ts', 'after === 0 && effect', 'after === 0 && strictness(then, on) === 0 && effect'],
    ['compare-actions.ts', 'reference.onDeleteColumns.map(quoteName)', '[]'],
    ['keep-word.ts', 'JSON.stringify(before.keys[at]) === JSON.stringify(now.keys[at])', 'true'],
    ['keep-word.ts', 'onDelete, onDeleteColumns, onUpdate, chosen]', 'onDelete, onDeleteColumns, chosen]'],
    ['keep-word.ts', 'onDelete, onDeleteColumns, onUpdate, chosen]', 'onDelete, onUpdate, chosen]'],
    ['keep-word.ts', 'onDelete, onDeleteColumns, onUpdate, chosen]', 'onDeleteColumns, onUpdate, chosen]'],
    ['keep-word.ts', 'onUpdate, chosen]', 'onUpdate]'],
    ['contract-breaks.ts', 'one.collation === other.collation', 'true'],
    ['contract-breaks.ts', 'unlimited(one.type) === unlimited(other.type)', 'true'],
    ['contract-breaks.ts', 'JSON.stringify(sorted(one.value)) === JSON.stringify(sorted(other.value))', 'true'],
    ['contract-breaks.ts', '[...labels].sort()', '[...labels]'],
    ['contract-breaks.ts', 'rest.maximum, rest.maxLength', 'rest.maximum'],
    ['contract-breaks.ts', "=== 'character varying' ? 'text'", "=== 'no type' ? 'text'"],
    ['contract-breaks.ts', 'stillTold.length > 0 && eventOf', 'stillTold.length < 0 && eventOf'],
    ['contract-breaks.ts', '(now?.askers ?? []).length === 0', '(now?.askers ?? []).length > 0'],
    ['contract-breaks.ts', 'today.get(endText(then.referencing))', 'now.references[0]'],
  ])('%s: %s', async (file, from, to) => {
    const mutant = await buildMutant(file, from, to)
    const wrong = cases.filter((each) => JSON.stringify(breaksOf(each, mutant)) !== JSON.stringify(each.verdict.breaks))
    expect(wrong.map(({ name }) => name)).not.toEqual([])
  })
})

async function buildMutant(file: string, from: string, to: string): Promise<Comparison> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from './contract-breaks.ts'; export * from './keep-word.ts'`,
      resolveDir: dirname(path),
    },
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    plugins: [
      {
        name: 'mutate',
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, (each) =>
            each.path === path
              ? { contents: replaceOnce(readFileSync(path, 'utf8'), from, to), loader: 'ts' }
              : undefined,
          )
        },
      },
    ],
  })
  const made = { exports: {} as Comparison }
  compileFunction(outputFiles[0]!.text, ['module', 'exports', 'require'])(
    made,
    made.exports,
    createRequire(import.meta.url),
  )
  return made.exports
}
