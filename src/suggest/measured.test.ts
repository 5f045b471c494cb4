import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCatalog } from '../source/read-catalog.ts'
import { sourceFile } from '../source/source-text.ts'
import * as measure from './measure-suggest.test-support.ts'

const corpus = new URL('../../../shared/corpus/', import.meta.url)
const page = readFileSync(new URL('../../docs/suggest.md', import.meta.url), 'utf8')
const rows = page.split('\n').map((line) => line.replace(/^\|\s*|\s*\|$/g, '').replace(/\s*\|\s*/g, ' | '))

const schemas = [
  ['Fountain', new URL('../../fixtures/fountain.sql', import.meta.url)],
  ['AdventureWorks', new URL('adventureworks/schema.sql', corpus)],
  ['postgrest-spec', new URL('postgrest-spec/schema.sql', corpus)],
] as const

interface Measured {
  readonly rand: number
  readonly cut: number
  readonly count: number
}

async function measureAll(path: URL): Promise<{ declared: Measured; others: readonly Measured[] }> {
  const { catalog } = await readCatalog({ files: [sourceFile('a.sql', readFileSync(path))] })
  const declared = measure.declaredLabels(catalog)
  const hidden = measure.hideSchemas(catalog)
  const net = measure.suggestedNet(hidden)
  const of = (labels: measure.Labels): Measured => ({
    rand: measure.adjustedRandIndex(labels, declared),
    cut: measure.cutOf(hidden, labels),
    count: measure.groupCount(labels),
  })
  const all = [
    await measure.suggestedLabels(net),
    await measure.suggestedLabels(net, measure.groupCount(declared)),
    measure.prefixLabels(hidden),
    await measure.plainLouvainLabels(hidden),
  ]
  return { declared: of(declared), others: all.map(of) }
}

const cell = ({ rand, cut, count }: Measured): string => `${rand.toFixed(2)}, ${cut}, ${count}`
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe('the figures of docs/suggest.md', () => {
  it('the index is 1 for the same division, and 0 for none', () => {
    const labels = (...names: string[]): measure.Labels => new Map(names.map((name, id) => [id, name]))
    expect(measure.adjustedRandIndex(labels('a', 'a', 'b', 'b'), labels('x', 'x', 'y', 'y'))).toBe(1)
    expect(measure.adjustedRandIndex(labels('a', 'a', 'b', 'b'), labels('x', 'x', 'x', 'x'))).toBe(0)
    // The example of Hubert and Arabie's formula worked by hand: pairs 1, 2, 2 of 6, expected 2/3.
    expect(measure.adjustedRandIndex(labels('a', 'a', 'b', 'b'), labels('x', 'x', 'y', 'z'))).toBeCloseTo(4 / 7)
  })

  it('Fountain', async () => {
    const { declared, others } = await measureAll(schemas[0][1])
    expect(rows).toContain(['Fountain', `${declared.cut}, ${declared.count}`, ...others.map(cell)].join(' | '))
  })

  it.skipIf(!existsSync(corpus))(
    'all, and better than both peers on average (skipped where ../shared/corpus is not there)',
    async () => {
      const measured = await Promise.all(schemas.map(([, path]) => measureAll(path)))
      for (const [at, { declared, others }] of measured.entries())
        expect(rows).toContain([schemas[at]![0], `${declared.cut}, ${declared.count}`, ...others.map(cell)].join(' | '))
      const means = [0, 1, 2, 3].map((way) => ({
        rand: mean(measured.map(({ others }) => others[way]!.rand)),
        cut: mean(measured.map(({ others }) => others[way]!.cut)),
      }))
      const [ours, , prefix, louvain] = means
      expect(ours!.rand).toBeGreaterThan(Math.max(prefix!.rand, louvain!.rand))
      expect(ours!.cut).toBeLessThan(Math.min(prefix!.cut, louvain!.cut))
      expect(rows).toContain(['mean', '', ...means.map(({ rand, cut }) => `${rand.toFixed(2)}, ${cut.toFixed(1)}`)].join(' | ')) // prettier-ignore
    },
  )
})
