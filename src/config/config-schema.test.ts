import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import * as prettier from 'prettier'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { checkConfig } from './check-config.ts'
import { configSchema } from './config.ts'

const schemaFile = fileURLToPath(new URL('../../schemas/fountain-split.schema.json', import.meta.url))
const manualFile = fileURLToPath(new URL('../../docs/configuration.md', import.meta.url))

interface Schema {
  readonly properties?: Record<string, Schema>
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly description?: string
}

// Editors know draft 7 best.
const made = z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' }) as Schema

/** Every key, as the manual names it: `services.<name>.schemas`, `lint.allow[].reason`. */
function keys(schema: Schema, at = ''): { path: string; schema: Schema }[] {
  const { properties = {}, additionalProperties, items, anyOf = [] } = schema
  const inner = Object.entries(properties).flatMap(([key, value]) => {
    const path = at === '' ? key : `${at}.${key}`
    return [{ path, schema: value }, ...keys(value, path)]
  })
  const named = typeof additionalProperties === 'object' ? keys(additionalProperties, `${at}.<name>`) : []
  const listed = items === undefined ? [] : keys(items, `${at}[]`)
  return [...inner, ...named, ...listed, ...anyOf.flatMap((form) => keys(form, at))]
}

describe('the JSON Schema of the configuration', () => {
  test('is the one that is published', async () => {
    const text = await prettier.format(JSON.stringify(made), { parser: 'json', printWidth: 120 })
    // After a change of the configuration: npx vitest run src/config -u
    await expect(text).toMatchFileSnapshot(schemaFile)
  })

  test('explains every key', () => {
    for (const { path, schema } of keys(made)) expect(schema.description ?? '', path).toMatch(/\.$/)
  })

  test.each([
    ['services: { shop: { schemas: [shop], role: shop_app } }', true],
    ['source: [a.sql, b.sql]', true],
    ['servises: {}', false],
    ['services: { shop: { schema: [shop] } }', false],
    ['layout: database', false],
    ['references: [{ guard: api }]', false],
  ])('accepts and refuses what the program does: %s', (text, right) => {
    expect(new Ajv({ strict: false }).compile(made)(parse(text))).toBe(right)
    expect(configSchema.safeParse(parse(text)).success).toBe(right)
  })
})

describe('docs/configuration.md', async () => {
  const manual = await readFile(manualFile, 'utf8')
  const rows = [...manual.matchAll(/^\| `([^`]+)`/gm)].map(([, path]) => path!)

  test('has a row for every key, and for no other', () => {
    // A key was added, renamed or taken away: its row in docs/configuration.md follows.
    expect([...rows].sort()).toEqual([...new Set(keys(made).map(({ path }) => path))].sort())
  })

  test('has examples that are right, and together show every key', () => {
    const examples = [...manual.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text]) => text!)
    expect(examples.length).toBeGreaterThan(3)
    for (const example of examples) checkConfig(parse(example) ?? {}, 'docs/configuration.md', example)
    const shown = examples.join('\n')
    const keyOf = (row: string) => row.split(/\W+/).findLast((part) => part !== '' && part !== 'name')
    const missing = rows.filter((row) => row !== '$schema' && !new RegExp(`\\b${keyOf(row)}:`).test(shown))
    expect(missing).toEqual([])
  })

  test('names the published schema', () => {
    expect(manual).toContain(
      '# yaml-language-server: $schema=./node_modules/fountain-split/schemas/fountain-split.schema.json',
    )
  })
})
