import * as current from 'libpg-query'
import * as earlier from 'libpg-query-16'
import { beforeAll, expect, test } from 'vitest'
import { loadGrammar, type Grammar } from './grammar.ts'

const fronts = [
  [18, current],
  [16, earlier],
] as const
const grammars = new Map<number, Grammar>()

beforeAll(async () => {
  await current.loadModule()
  await earlier.loadModule()
  for (const [version] of fronts) grammars.set(version, await loadGrammar(version, true))
})

const texts = [
  'CREATE TABLE a (b integer NOT NULL REFERENCES c, "Ünïcode 🚀" text DEFAULT \'é\')',
  'SELECT 1; SELECT 2',
  `COMMENT ON TABLE a IS '${'long, longer, löngest '.repeat(20_000)}'`,
  "SELECT $1, E'\\n', $$a$$",
  // More than the memory that it begins with.
  `SELECT '${'x'.repeat(9_000_000)}'`,
]

test.each(fronts)('%i gives the trees that its own front gives', (version, front) => {
  for (const text of texts) {
    const expected = front.parseSync(text).stmts?.[0]?.stmt
    expect(grammars.get(version)!.parse(text)).toEqual(expected)
    expect(grammars.get(version)!.parse(Buffer.from(text))).toEqual(expected)
  }
})

test.each(fronts)('%i refuses with the words and at the place of its own front', (version, front) => {
  for (const text of ['CREATE TABEL a ()', "SELECT 'é🚀', FROM", "SELECT 'open", 'SELECT (', ')']) {
    let expected: { message: string; sqlDetails?: { cursorPosition: number } } | undefined
    try {
      front.parseSync(text)
    } catch (error) {
      expected = error as typeof expected
    }
    expect(grammars.get(version)!.parse(text)).toEqual({
      message: expected?.message,
      at: Math.max(0, expected?.sqlDetails?.cursorPosition ?? 0),
    })
  }
})

test('a text without a statement is none, and what was asked before leaves no trace', () => {
  const grammar = grammars.get(18)!
  grammar.parse(`SELECT '${'x'.repeat(300_000)}'`)
  expect(grammar.parse('-- nothing')).toBeUndefined()
  expect(grammar.parse('')).toBeUndefined()
  expect(grammar.parse('SELECT 1')).toEqual(current.parseSync('SELECT 1').stmts?.[0]?.stmt)
})

test('bodies in PL/pgSQL are the trees of the front; what does not parse is none', () => {
  const grammar = grammars.get(18)!
  const body = 'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT 1); END $$'
  expect(grammar.parseBody(body)).toEqual(current.parsePlPgSQLSync(body))
  expect(grammar.parseBody(body.replace('BEGIN', 'BEGINN'))).toBeUndefined()
})

test('one serves the whole process, until it fails within', async () => {
  const grammar = await loadGrammar(18, true)
  expect(await loadGrammar(18, true)).toBe(grammar)
  expect(() => grammar.parse(`SELECT ${'1 + '.repeat(20_000)}1`)).toThrow()
  const next = await loadGrammar(18, true)
  expect(next).not.toBe(grammar)
  expect(next.parse('SELECT 1')).toEqual(current.parseSync('SELECT 1').stmts?.[0]?.stmt)
})
