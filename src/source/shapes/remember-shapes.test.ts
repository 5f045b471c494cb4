import fc from 'fast-check'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { globSync } from 'tinyglobby'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadGrammar, type Grammar } from '../grammar.ts'
import type { Node } from '../parse-tree.ts'
import { randomDdl } from '../random-ddl.test-support.ts'
import { readCatalog } from '../read-catalog.ts'
import { sourceFile } from '../source-text.ts'
import { splitStatements } from '../split-statements.ts'
import { keyWords } from './key-words.ts'
import { ShapeMemory } from './remember-shapes.ts'

let grammar: Grammar
beforeAll(async () => {
  grammar = await loadGrammar(18, true)
})

function parse(text: Uint8Array): Node | undefined {
  const found = grammar.parse(text)
  return found === undefined || 'message' in found ? undefined : found
}

function recall(memory: ShapeMemory, text: Buffer): Node | undefined {
  const shape = memory.reader.read(text)
  return shape === undefined ? undefined : memory.recall(shape)
}

/** How many of the statements were recalled; each is held against the grammar. */
function recalled(memory: ShapeMemory, statements: readonly Buffer[]): number {
  let count = 0
  for (const statement of statements) {
    const tree = recall(memory, statement)
    if (tree === undefined) continue
    count++
    expect(tree, statement.toString()).toEqual(grammar.parse(statement))
  }
  return count
}

function statementsOf(bytes: Buffer): Buffer[] {
  return splitStatements(bytes).statements.map((raw) => bytes.subarray(raw.textStart, raw.sqlEnd))
}

// The corpus stands beside the project where there is one.
const corpus = '../shared/corpus'
const files = globSync(['{fixtures,examples}/**/*.sql', ...(existsSync(corpus) ? [`${corpus}/**/*.sql`] : [])]).sort()

test.each(files)('%s: what is recalled is what the grammar says, however it is spaced', (file) => {
  const statements = statementsOf(readFileSync(file))
  const memory = new ShapeMemory(parse)
  recalled(memory, statements)
  const spaced = statements.map((each) => Buffer.from(each.toString().replaceAll(' ', '  ')))
  expect(recalled(memory, spaced)).toBe(recalled(memory, statements))
})

test('random histories are recalled as the grammar reads them', () => {
  const memory = new ShapeMemory(parse)
  let count = 0
  fc.assert(
    fc.property(randomDdl, (history) => {
      count += recalled(
        memory,
        history.map((each) => Buffer.from(each)),
      )
    }),
    { numRuns: 100 },
  )
  expect(count).toBeGreaterThan(1000)
})

const name = fc.oneof(
  fc.constantFrom(
    'a',
    'b_1',
    'public',
    'PUBLIC',
    'Mixed',
    'none',
    '"none"',
    '"public"',
    '"Mixed ""1"',
    'ünïcode',
    '""',
  ),
  fc.constantFrom(...keyWords.flatMap((word) => [word, word.toUpperCase(), `"${word}"`])),
  fc.integer({ min: 60, max: 66 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 60, max: 66 }).map((length) => `"${'é'.repeat(length / 2)}"`),
  fc.string({ unit: 'binary', maxLength: 5 }).map((text) => `"${text.replaceAll('"', '""')}"`),
)
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }).map((each) => `'${each.replaceAll("'", "''")}'`),
  fc.constantFrom(
    "''",
    "'\\'",
    "E'\\n'",
    "'a'\n'b'",
    "'a''b'",
    '$$a$$',
    "U&'\\0041'",
    "B'1'",
    "x'1f'",
    "'\u0001\u007f'",
  ),
)
const number = fc.constantFrom('0', '1', '42', '0x1f', '1.5', '.5', '1e3', '2147483648', '99999999999', '007', '1_000')
const gap = fc.constantFrom(' ', '\n  ', ' -- why\n', ' /* it; */ ', '\t')
const kinds: readonly (readonly string[])[] = [
  ['ALTER TABLE', 'N', 'OWNER TO', 'N'],
  ['ALTER TABLE ONLY', 'N', 'ADD CONSTRAINT', 'N', 'FOREIGN KEY (', 'N', ') REFERENCES', 'N', '(', 'N', ')'],
  ['ALTER TABLE', 'N', 'ALTER', 'N', 'SET DEFAULT', 'T', '::', 'N'],
  ['COMMENT ON COLUMN', 'N', '.', 'N', 'IS', 'T'],
  ['CREATE TABLE', 'N', '(', 'N', 'N', '(', 'D', ') DEFAULT -', 'D', ',', 'N', 'int CHECK (', 'N', '>=', 'D', '))'],
  ['CREATE TABLE', 'N', '(', 'N', 'int) PARTITION BY', 'N', '(', 'N', ')'],
  ['CREATE INDEX', 'N', 'ON', 'N', '(lower(', 'N', '),', 'N', 'DESC) WHERE', 'N', '<>', 'T'],
  ['GRANT', 'N', 'ON', 'N', 'TO', 'N'],
  ['CREATE SEQUENCE', 'N', 'START', 'D', 'OWNED BY', 'N', '.', 'N'],
]
const statement = fc.constantFrom(...kinds).chain((words) =>
  fc
    .tuple(
      ...words.map((word) => (word === 'N' ? name : word === 'T' ? text : word === 'D' ? number : fc.constant(word))),
    )
    .chain((parts) =>
      fc
        .array(fc.oneof({ weight: 9, arbitrary: fc.constant(' ') }, gap), {
          minLength: parts.length,
          maxLength: parts.length,
        })
        .map((gaps) =>
          parts
            .map((part, index) => part + gaps[index]!)
            .join('')
            .trim(),
        ),
    ),
)

test('hostile names, texts and numbers, key words where names stand, comments in between', () => {
  const memory = new ShapeMemory(parse)
  let count = 0
  fc.assert(
    fc.property(fc.array(statement, { minLength: 50, maxLength: 50 }), (statements) => {
      count += recalled(
        memory,
        statements.map((each) => Buffer.from(each)),
      )
    }),
    { numRuns: 400 },
  )
  expect(count).toBeGreaterThan(500)
})

const element = fc.constantFrom(
  'N bigint NOT NULL',
  'N timestamp with time zone DEFAULT now() NOT NULL',
  'N timestamp without time zone',
  'N numeric(10,2) DEFAULT 0.0',
  "N text DEFAULT 'a,b)'::text COLLATE N",
  "N N.N[] DEFAULT ARRAY['a','b']",
  'N int GENERATED ALWAYS AS IDENTITY',
  'N int UNIQUE NULLS NOT DISTINCT',
  'N int REFERENCES N.N (N) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED',
  'CONSTRAINT N CHECK ((N = ANY (ARRAY[1, 2])))',
  'CHECK (N NOT IN (1, 2))',
  'EXCLUDE USING gist (N WITH =, N WITH &&)',
  'PRIMARY KEY (N, N)',
  'LIKE N INCLUDING ALL',
  'N',
  '',
)
const manyElements = fc
  .tuple(
    fc.constantFrom('N', 'N.N', 'IF NOT EXISTS N', 'N OF N', 'N PARTITION OF N'),
    fc.array(element, { maxLength: 5 }),
  )
  .map(([head, list]) => `CREATE TABLE ${head} (${list.join(', ')})`)
const namedTable = fc
  .tuple(
    manyElements,
    fc.array(fc.oneof({ weight: 15, arbitrary: fc.constantFrom('a', 'b_1', 'c', 'x_id', 'text') }, name), {
      minLength: 30,
      maxLength: 30,
    }),
  )
  .map(([words, names]) => words.replace(/\bN\b/g, () => names.pop() ?? 'a'))

test('tables of any elements, the same element more than once', () => {
  const memory = new ShapeMemory(parse)
  let count = 0
  fc.assert(
    fc.property(fc.array(namedTable, { minLength: 50, maxLength: 50 }), (statements) => {
      count += recalled(
        memory,
        statements.map((each) => Buffer.from(each)),
      )
    }),
    { numRuns: 60 },
  )
  expect(count).toBeGreaterThan(300)
})

test('texts that are no UTF-8 are recalled as the grammar gives them', () => {
  const memory = new ShapeMemory(parse)
  const comment = (bytes: string) => Buffer.from(`COMMENT ON TABLE a IS '${bytes}'`, 'latin1')
  expect(recalled(memory, ['a', 'b', 'caf\xe9', '\xff\xfe', "\xe9''x", 'a\0b'].map(comment))).toBe(4)
})

describe('the whole catalog', () => {
  /** Long enough that shapes are remembered; it holds no statement. */
  const filler = sourceFile('filler.sql', Buffer.from(`-- ${'.'.repeat(500_000)}\n`))
  const read = async (text: string, more: (typeof filler)[]) => {
    const { catalog, diagnostics } = await readCatalog(
      { files: [sourceFile('a.sql', Buffer.from(text)), ...more] },
      { keepGoing: true },
    )
    return { ...catalog, files: [], diagnostics }
  }

  test('what one table makes of a constraint is not what the next one is given', async () => {
    const twins = (table: string) => `CREATE TABLE ${table} (a int UNIQUE, CONSTRAINT ${table}_a UNIQUE (a));`
    const text = `${['x', 'y', 'z'].map(twins).join('\n')} CREATE TABLE v (a int UNIQUE, b int, CONSTRAINT v_b UNIQUE (b));`
    expect(await read(text, [filler])).toEqual(await read(text, []))
  })

  // Every kind of statement, and whole schemas.
  const telling = files.filter((file) => /statements|every-|corpus|fountain\.sql/.test(file))
  test.each(telling)('%s: the same with and without', async (file) => {
    const text = readFileSync(file, 'utf8')
    const often = `${text}\n;${text}\n;${text}`
    expect(await read(often, [filler])).toEqual(await read(often, []))
  })
})

test('the key words are those of the grammar', () => {
  const code = readFileSync(createRequire(import.meta.url).resolve('libpg-query/wasm/libpg-query.wasm'), 'latin1')
  const [list] = /abort\0(?:[a-z_]+\0)+zone\0/.exec(code)!
  expect(keyWords).toEqual(list.split('\0').filter((word) => word !== ''))
})

test('what only white space keeps from being refused is refused', () => {
  const memory = new ShapeMemory(parse)
  const comment = (text: string) => Buffer.from(`COMMENT ON TABLE a IS ${text}`)
  recalled(memory, ["'a'\n''", "'b'\n''", "'c'\n''"].map(comment))
  expect(recall(memory, comment("'d' ''"))).toBeUndefined()
})
