import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { drawBoundary } from './boundary/draw-boundary.ts'
import { displayName } from './catalog/catalog.ts'
import { loadConfig } from './config/load-config.ts'
import type { Coupling } from './coupling/coupling.ts'
import { findCouplings } from './coupling/find-couplings.ts'
import { findLosses, type ObjectLoss } from './plan/find-losses.ts'
import { readCatalog } from './source/read-catalog.ts'
import { sourceFile } from './source/source-text.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const under = (folder: string, file: string) =>
  existsSync(`${root}${folder}`) ? readdirSync(`${root}${folder}`).map((name) => `${folder}/${name}/${file}`) : []
const inputs = [
  'fixtures/fountain.sql',
  'fixtures/every-kind/schema.sql',
  ...under('fixtures/couplings', 'input.sql'),
  ...under('../shared/corpus', 'schema.sql').filter((file) => existsSync(`${root}${file}`)),
]

async function split(input: string) {
  const file = `${root}${input.replace(/[^/]*$/, 'fountain-split.yaml')}`
  const { config } = existsSync(file) ? await loadConfig({ cwd: root, file }) : { config: {} }
  const { catalog } = await readCatalog({ files: [sourceFile(input, await readFile(`${root}${input}`))] })
  const { boundary } = drawBoundary(catalog, config)
  return { catalog, couplings: findCouplings(catalog, boundary), losses: findLosses(catalog, boundary) }
}

// The two are found in two ways: the couplings kind by kind, the losses by what each service has not.
describe('what is cut is told, and what is told to be cut is cut', () => {
  test.each(inputs)('%s', async (input) => {
    const { catalog, couplings, losses } = await split(input)
    const name = (id: number, service: string) => `${displayName(catalog, catalog.objects[id]!)} of ${service}`
    const isCut = ({ outcome }: Coupling) => outcome === 'cut'
    const told = couplings.filter((coupling) => isCut(coupling) && coupling.cut === undefined)
    const toldParts = couplings.filter((coupling) => coupling.cut !== undefined || coupling.kind === 'inheritance')
    const lost = new Set(losses.objects.map(({ object, service }) => name(object, service)))
    const goesWithItsWhole = (id: number, service: string): boolean => {
      const object = catalog.objects[id]!
      const clone = object.kind === 'foreign-key' && object.inherited
      return clone || (object.of !== undefined && lost.has(name(object.of, service)))
    }
    // What only an earlier state of the schema needed crosses nothing now.
    const isPast = ({ object, use }: ObjectLoss) =>
      use !== undefined && catalog.objects[object]!.pastUses?.includes(use) === true
    const mustBeTold = losses.objects.filter(
      (loss) => !isPast(loss) && !catalog.objects[loss.object]!.dropped && !goesWithItsWhole(loss.object, loss.service),
    )
    const names = (ends: readonly { object: number; service: string }[]) =>
      [...new Set(ends.map(({ object, service }) => name(object, service)))].sort()
    const ends = (from: readonly Coupling[]) => from.map(({ object, from: end }) => ({ object, service: end.service }))

    const whole = ends(told).filter(({ object, service }) => !goesWithItsWhole(object, service))
    expect(names(whole)).toEqual(names(mustBeTold))
    const parts = losses.parts.filter(({ object, past }) => !past && !catalog.objects[object]!.dropped)
    expect(names(ends(toldParts))).toEqual(names(parts))
  })
})
