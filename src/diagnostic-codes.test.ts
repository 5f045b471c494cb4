import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const source = fileURLToPath(new URL('./', import.meta.url))
const manual = fileURLToPath(new URL('../docs/overview.md', import.meta.url))

test('docs/overview.md explains every diagnostic, and no other', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => /^.*(?<!\.test|\.test-support)\.ts$/.test(path)) // prettier-ignore
  const codes = files.flatMap((path) =>
    [...readFileSync(source + path, 'utf8').matchAll(/code: '([a-z-]+)',\s*severity/g)].map(([, code]) => code!),
  )
  expect(codes.length).toBeGreaterThan(10)
  const section = readFileSync(manual, 'utf8').split('**Diagnostics.**')[1]!.split('\n**')[0]!
  const rows = [...section.matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code!)
  expect([...rows].sort()).toEqual([...new Set(codes)].sort())
})
