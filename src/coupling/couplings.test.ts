import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { drawBoundary } from '../boundary/draw-boundary.ts'
import { loadConfig } from '../config/load-config.ts'
import { readCatalog } from '../source/read-catalog.ts'
import { sourceFile } from '../source/source-text.ts'
import type { Coupling } from './coupling.ts'
import { detectors } from './detector-registry.ts'
import { findCouplings } from './find-couplings.ts'

const fixtures = fileURLToPath(new URL('../../fixtures/couplings/', import.meta.url))

/** Couplings of one fixture folder: `input.sql`, and `fountain-split.yaml` where services are not just the schemas. */
async function find(id: string): Promise<{ couplings: readonly Coupling[]; sql: string }> {
  const folder = join(fixtures, id)
  const bytes = await readFile(join(folder, 'input.sql'))
  const file = join(folder, 'fountain-split.yaml')
  const { config } = existsSync(file) ? await loadConfig({ cwd: folder, file }) : { config: {} }
  const { catalog, diagnostics } = await readCatalog({ files: [sourceFile('input.sql', bytes)] })
  expect(diagnostics).toEqual([])
  const drawn = drawBoundary(catalog, config)
  expect(drawn.diagnostics).toEqual([])
  return { couplings: findCouplings(catalog, drawn.boundary), sql: bytes.toString() }
}

/** As a reviewer reads it: what reaches what, where, and what becomes of it. */
function tell(couplings: readonly Coupling[]): string {
  return couplings
    .map(({ kind, from, to, evidence, outcome, resolution, cut }) => {
      const ends = [from, to].map(({ service, object }) => `${object} (${service === '' ? 'no service' : service})`)
      const part = cut === undefined ? '' : `, only its ${cut.part.shape}`
      return `${kind}: ${ends.join(' → ')}
    ${evidence.file}:${evidence.line}:${evidence.column}  ${evidence.text}
    ${outcome}${part}
    ${resolution}
`
    })
    .join('\n')
}

describe('couplings', () => {
  test('every detector has its folder, and every folder its detector', () => {
    expect(readdirSync(fixtures).sort()).toEqual(detectors.map(({ kind }) => kind).sort())
    for (const { kind } of detectors) expect(readdirSync(join(fixtures, kind))).toContain('expected.txt')
  })

  test.each(detectors.map(({ kind }) => kind))('%s', async (kind) => {
    const { couplings, sql } = await find(kind)
    const own = couplings.filter((coupling) => coupling.kind === kind)
    expect(own.length).toBeGreaterThan(0)
    for (const { evidence } of couplings) {
      const line = sql.split('\n')[evidence.line - 1]!.slice(evidence.column - 1)
      expect(line.startsWith(evidence.text.slice(0, 10)), `${evidence.text} stands at ${line}`).toBe(true)
    }
    await expect(tell(couplings)).toMatchFileSnapshot(join(fixtures, kind, 'expected.txt'))
  })
})
