import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeCatalog } from './describe-catalog.test-support.ts'
import { readCatalog } from './read-catalog.ts'
import { sourceFile } from './source-text.ts'
import { statementKinds } from './statement-registry.ts'

// A folder for each kind of statement: input.sql, and what the catalog says of it. To write what is said now, for reading
// before it is committed: UPDATE_FIXTURES=1 npx vitest run src/source/statement-fixtures.test.ts

const root = 'fixtures/statements'
/** Not nodes of the parse tree, but statements of a source all the same. */
const others = ['psql-line', 'down-migration', 'unparsable', 'unfinished']
const modelled = [...statementKinds.values()].filter(({ reason }) => reason === undefined)
const reported = [...statementKinds.values()].filter(({ reason }) => reason !== undefined).map(({ kind }) => kind)
const kinds = [
  ...new Set([...modelled.flatMap(({ kind, variants = [] }) => [kind, ...variants]), 'reported', ...others]),
]

describe('a folder for each kind of statement', () => {
  it('and none for what is no kind', () => {
    expect(readdirSync(root).sort()).toEqual(kinds.sort())
  })

  it.each(kinds)('%s', async (kind) => {
    const folder = join(root, kind)
    const migration = kind === 'down-migration'
    const bytes = readFileSync(join(folder, 'input.sql'))
    const reading = await readCatalog({ files: [sourceFile('input.sql', bytes, migration)] }, { keepGoing: true })
    const text = describeCatalog(reading)
    const expected = join(folder, 'expected.txt')
    if (process.env.UPDATE_FIXTURES === '1') writeFileSync(expected, text)
    expect(text).toBe(readFileSync(expected, 'utf8'))
    const met = new Set(reading.catalog.statements.map((statement) => statement.kind))
    const wanted = kind === 'reported' ? reported : [kind]
    expect(wanted.filter((each) => !met.has(each))).toEqual([])
  })
})
