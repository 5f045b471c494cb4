import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCatalog } from '../source/read-catalog.ts'
import { sourceFile } from '../source/source-text.ts'
import { declaredPairs, impliedPairs, peerPairs, score, type Pair } from './measure-implied.test-support.ts'

const corpus = new URL('../../../shared/corpus/', import.meta.url)
const fixtures = new URL('../../fixtures/', import.meta.url)
const page = readFileSync(new URL('../../docs/implied-references.md', import.meta.url), 'utf8')

const read = async (path: URL) => (await readCatalog({ files: [sourceFile('a.sql', readFileSync(path))] })).catalog

const number = (value: number) => (Number.isNaN(value) ? 'none' : value.toFixed(2))

function row(name: string, truth: Set<Pair>, found: Set<Pair>, peer: Set<Pair>): string {
  const [ours, theirs] = [score(found, truth), score(peer, truth)]
  const cells = [String(truth.size), String(found.size), ours.precision, ours.recall, theirs.precision, theirs.recall]
  return [name, ...cells.map((cell) => (typeof cell === 'number' ? number(cell) : cell))].join(' | ')
}

/** However the page's table is padded. */
const rows = page.split('\n').map((line) => line.replace(/^\|\s*|\s*\|$/g, '').replace(/\s*\|\s*/g, ' | '))

describe('the figures of docs/implied-references.md', () => {
  it('Fountain without its keys', async () => {
    const truth = declaredPairs(await read(new URL('fountain.sql', fixtures)), false)
    const catalog = await read(new URL('fountain-without-keys.sql', fixtures))
    expect(rows).toContain(row('Fountain', truth, impliedPairs(catalog, false), peerPairs(catalog, false)))
  })

  it.skipIf(!existsSync(corpus)).each([
    ['AdventureWorks', 'adventureworks'],
    ['Pagila', 'pagila'],
    ['postgrest-spec', 'postgrest-spec'],
  ])('%s, its keys taken out (skipped where ../shared/corpus is not there)', async (name, folder) => {
    const catalog = await read(new URL(`${folder}/schema.sql`, corpus))
    const [truth, found] = [declaredPairs(catalog), impliedPairs(catalog)]
    expect(score(found, truth).precision).toBeGreaterThanOrEqual(0.9)
    expect(rows).toContain(row(name, truth, found, peerPairs(catalog)))
  })
})
