import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { displayName } from '../catalog/catalog.ts'
import { loadConfig } from '../config/load-config.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { readCatalog } from '../source/read-catalog.ts'
import { sourceFile } from '../source/source-text.ts'
import { assigners } from './assigner-registry.ts'
import { drawBoundary } from './draw-boundary.ts'

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url))

/** The boundary of one fixture folder as a reviewer reads it, and the diagnostics. */
async function draw(folder: string): Promise<{ text: string; diagnostics: readonly Diagnostic[] }> {
  const bytes = readFileSync(join(folder, 'input.sql'))
  const file = join(folder, 'fountain-split.yaml')
  const { config } = existsSync(file) ? await loadConfig({ cwd: folder, file }) : { config: {} }
  const { catalog } = await readCatalog({ files: [sourceFile('input.sql', bytes)] })
  const { boundary, diagnostics } = drawBoundary(catalog, config)
  const shown = catalog.objects.filter(
    ({ kind, dropped }) => !dropped && ['relation', 'view', 'sequence'].includes(kind),
  )
  const lines = shown.map((object) => {
    const owners = boundary.owners[object.id]!.join(' and ')
    return `${displayName(catalog, object)} → ${owners === '' ? 'nobody' : owners}`
  })
  const services = boundary.services.map(({ name, schemas }) => `service ${name}: ${schemas.join(', ') || 'no schema'}`)
  const told = diagnostics.map(({ code, severity, subject, message, hint, evidence }) => {
    const place =
      evidence === undefined ? '' : `\n    ${evidence.file}:${evidence.line}:${evidence.column}  ${evidence.text}`
    return `\n${severity} ${code}: ${subject}\n    ${message}\n    ${hint}${place}`
  })
  return { text: `${[...services, '', ...lines.sort(), ...told].join('\n')}\n`, diagnostics }
}

describe('assigners', () => {
  const ids = assigners.map(({ id }) => id)

  test('every assigner has its folder, and every folder its assigner', () => {
    expect(readdirSync(join(fixtures, 'assigners')).sort()).toEqual([...ids].sort())
    for (const id of ids) expect(readdirSync(join(fixtures, 'assigners', id))).toContain('expected.txt')
  })

  test.each(ids)('%s', async (id) => {
    const folder = join(fixtures, 'assigners', id)
    const { text, diagnostics } = await draw(folder)
    expect(diagnostics).toEqual([])
    await expect(text).toMatchFileSnapshot(join(folder, 'expected.txt'))
  })
})

describe('diagnostics of the boundary', () => {
  const source = readFileSync(fileURLToPath(new URL('boundary-diagnostics.ts', import.meta.url)), 'utf8')
  const codes = [...source.matchAll(/code: '([^']+)'/g)].map(([, code]) => code!)

  test('every diagnostic has its folder, and every folder its diagnostic', () => {
    expect(readdirSync(join(fixtures, 'boundaries')).sort()).toEqual([...codes].sort())
    for (const code of codes) expect(readdirSync(join(fixtures, 'boundaries', code))).toContain('expected.txt')
  })

  test.each(codes)('%s', async (code) => {
    const folder = join(fixtures, 'boundaries', code)
    const { text, diagnostics } = await draw(folder)
    expect(new Set(diagnostics.map((diagnostic) => diagnostic.code))).toEqual(new Set([code]))
    await expect(text).toMatchFileSnapshot(join(folder, 'expected.txt'))
  })
})
