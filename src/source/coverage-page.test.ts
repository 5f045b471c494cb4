import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { statementText, type Catalog } from '../catalog/catalog.ts'
import type { Statement } from '../catalog/statement.ts'
import { postgresCommands } from './postgres-commands.test-support.ts'
import { readCatalog } from './read-catalog.ts'
import { sourceFile } from './source-text.ts'
import { statementKinds } from './statement-registry.ts'

// COVERAGE.md tells what is so: its table is made by reading fixtures/every-command/input.sql. To write it anew:
// UPDATE_FIXTURES=1 npx vitest run src/source/coverage-page.test.ts

const page = 'COVERAGE.md'
const start = '<!-- statements: written by src/source/coverage-page.test.ts -->'
const end = '<!-- end of statements -->'

/** Words of a statement that its command does not have. */
const extraWords = /(?<=^CREATE )(OR REPLACE |TEMP |TEMPORARY |UNLOGGED |UNIQUE )+/

function commandOf(text: string): string {
  const plain = text.toUpperCase().replace(extraWords, '')
  const fits = postgresCommands.filter(
    (command) => plain.startsWith(command) && /^[\s;]/.test(plain.slice(command.length)),
  )
  const found = fits.sort((a, b) => b.length - a.length)[0]
  if (plain.startsWith('CREATE TABLE') && / AS\s+SELECT/.test(plain)) return 'CREATE TABLE AS'
  if (plain.startsWith('SELECT') && / INTO /.test(plain)) return 'SELECT INTO'
  return found ?? plain
}

async function readEveryCommand(): Promise<Catalog> {
  const bytes = readFileSync('fixtures/every-command/input.sql')
  return (await readCatalog({ files: [sourceFile('input.sql', bytes)] })).catalog
}

function treatment({ kind, nature, reason, effects }: Statement): string {
  if (nature === 'session') return 'every service’s session'
  if (nature === 'role') return 'the cluster: `cluster/roles.sql`'
  if (nature === 'unread') return `reported: ${reason}`
  return kind !== 'lock' && effects.some(({ verb }) => verb === 'data')
    ? 'routed, with the rows of its relation'
    : 'routed, with its object'
}

function tableOf(catalog: Catalog): string {
  const rows = new Map<string, string>()
  for (const statement of catalog.statements)
    rows.set(commandOf(statementText(catalog, statement)), `${treatment(statement)} | ${statement.kind}`)
  const lines = postgresCommands.map((command) => `| ${command} | ${rows.get(command) ?? '**not known**'} |`)
  return ['| Command | What becomes of it | Kind |', '| --- | --- | --- |', ...lines].join('\n')
}

/** Tables are aligned by the formatter, which is no matter here. */
const bare = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---')

test('every command of PostgreSQL stands in fixtures/every-command, and none is new to the reader', async () => {
  const catalog = await readEveryCommand()
  const met = new Set(catalog.statements.map((statement) => commandOf(statementText(catalog, statement))))
  expect(postgresCommands.filter((command) => !met.has(command))).toEqual([])
  expect([...met].filter((command) => !postgresCommands.includes(command))).toEqual([])
  const known = new Set([...statementKinds.values()].flatMap(({ kind, variants = [] }) => [kind, ...variants]))
  expect(catalog.statements.map(({ kind }) => kind).filter((kind) => !known.has(kind))).toEqual([])
})

test('the table of COVERAGE.md is what the reader does', async () => {
  const text = readFileSync(page, 'utf8')
  const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)]
  const table = tableOf(await readEveryCommand())
  if (process.env.UPDATE_FIXTURES === '1')
    writeFileSync(page, `${text.slice(0, from)}\n\n${table}\n\n${text.slice(to)}`)
  expect(bare(readFileSync(page, 'utf8'))).toContain(bare(`${start}\n\n${table}\n\n${end}`))
})

test('every kind of statement that is known by a word of its own is in COVERAGE.md', () => {
  const text = readFileSync(page, 'utf8')
  const missing = [...statementKinds.values()]
    .flatMap(({ kind, variants = [] }) => [kind, ...variants])
    .filter((kind) => !new RegExp(`[\\s|]${kind}[\\s|,]`).test(text))
  expect(missing).toEqual([])
})
