import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FountainError } from '../core/fountain-error.ts'
import { placeInConfig } from './config-place.ts'
import { loadConfig } from './load-config.ts'
import { nearest } from './nearest-word.ts'

let root = ''
let count = 0
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fountain-split-config-'))
})
afterAll(() => rm(root, { recursive: true }))

/** A new folder with these files. */
async function folderOf(files: Record<string, string>): Promise<string> {
  const folder = join(root, String(count++))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

async function load(files: Record<string, string>, file?: string) {
  const cwd = await folderOf(files)
  return loadConfig({ cwd, ...(file === undefined ? {} : { file }) })
}

/** What stops it: code, place, message, hint. */
async function refusal(files: Record<string, string>, file?: string): Promise<FountainError> {
  return load(files, file).then(
    () => expect.unreachable('it was accepted'),
    (error: unknown) => error as FountainError,
  )
}

const services = { shop: { schemas: ['shop'] } }

describe('finding a configuration', () => {
  test.each([
    ['fountain-split.yaml', 'services: { shop: { schemas: [shop] } }'],
    ['fountain-split.yml', 'services:\n  shop:\n    schemas:\n      - shop\n'],
    ['fountain-split.json', JSON.stringify({ $schema: 'x', services })],
    ['fountain-split.js', `export default ${JSON.stringify({ services })}`],
    ['fountain-split.mjs', `export default ${JSON.stringify({ services })}`],
    ['fountain-split.ts', `const services: object = ${JSON.stringify(services)}\nexport default { services }`],
    ['package.json', JSON.stringify({ name: 'mine', 'fountain-split': { services } })],
  ])('%s', async (name, text) => {
    const { config, file } = await load({ 'package.json': '{"type":"module"}', [name]: text })
    expect(config.services).toEqual(services)
    expect(file).toMatch(new RegExp(`${name}$`))
  })

  test('none: the defaults', async () => {
    expect(await load({ 'package.json': '{"name":"mine"}' })).toEqual({ config: {}, file: undefined })
  })

  test.each(['', '# nothing yet\n', '---\n'])('one that is empty (%j): the defaults', async (text) => {
    const { config, file } = await load({ 'fountain-split.yaml': text })
    expect(config).toEqual({})
    expect(file).toMatch(/fountain-split\.yaml$/)
  })

  test('the nearest one, upward', async () => {
    const cwd = await folderOf({
      'fountain-split.yaml': 'out: far',
      'a/fountain-split.yaml': 'out: near',
      'a/b/c/x.sql': '',
    })
    expect((await loadConfig({ cwd: join(cwd, 'a/b/c') })).config).toEqual({ out: 'near' })
  })

  test('two in one folder: which counts is not guessed', async () => {
    const error = await refusal({ 'fountain-split.yaml': '', 'fountain-split.json': '{}' })
    expect(error).toMatchObject({ code: 'several-configurations', exitCode: 2 })
    expect(error.message).toContain('fountain-split.yaml, fountain-split.json')
    expect(await load({ 'fountain-split.yaml': 'out: a', 'fountain-split.json': '{}' }, 'fountain-split.yaml')).toMatchObject({ config: { out: 'a' } }) // prettier-ignore
  })

  test('one that is named and not there', async () => {
    const error = await refusal({}, 'config/mine.yaml')
    expect(error).toMatchObject({ code: 'missing-configuration', exitCode: 2 })
    expect(error.message).toBe('there is no configuration config/mine.yaml')
    expect(error.hint).toMatch(/--config/)
  })

  test.each([
    ['a folder', 'folder', /folder cannot be read: it is a folder/],
    ['another kind of file', 'mine.toml', /mine\.toml cannot be read/],
    ['a program that throws', 'throws.mjs', /throws\.mjs cannot be read: no such luck/],
    ['a program that is none', 'broken.ts', /broken\.ts cannot be read/],
    ['a package.json without the key', 'package.json', /package\.json has no key "fountain-split"/],
  ])('%s', async (_name, file, message) => {
    const files = {
      'folder/x': '',
      'mine.toml': 'a = 1',
      'throws.mjs': 'throw new Error("no such luck")',
      'broken.ts': 'export default {',
      'package.json': '{}',
    }
    const error = await refusal(files, file)
    expect(error).toMatchObject({ name: 'FountainError', exitCode: 2 })
    expect(error.message).toMatch(message)
    expect(error.hint).not.toBe('')
  })
})

describe('mistakes in a configuration', () => {
  test.each([
    ['an unknown key', 'out: x\nservises: {}\n', '2:1: unknown key servises', /^Did you mean services\? Known here: /],
    ['one far from all', 'out: x\nfoo: {}\n', '2:1: unknown key foo', /^Known here: source, out, layout, services/],
    ['one inside', 'services:\n  shop:\n    schema: [a]\n', '3:5: unknown key services.shop.schema', /^Did you mean schemas\?/],
    ['one in a list', 'lint:\n  allow:\n    - { from: a, to: b, reson: c, reason: d }\n', '3:25: unknown key lint.allow.0.reson', /^Did you mean reason\?/],
    ['one in a choice of forms', 'implied:\n  confirm:\n    - { form: a, to: b }\n', '3:9: unknown key implied.confirm.0.form', /^Did you mean from\?/],
    ['a wrong type', 'services: 7\n', '1:1: services: expected record, received number', /The services by name/],
    ['a wrong type inside', 'services:\n  shop: { schemas: shop }\n', '2:11: services.shop.schemas: expected array, received string', /Schemas all of whose relations/],
    ['neither form', 'source: 7\n', '1:1: source: expected string or array', /What to read/],
    ['a word of no list', 'layout: database\n', '1:1: layout: expected one of databases, schemas', /a database for each service/],
    ['something missing', 'references:\n  - guard: api\n', '2:5: references.0.from is missing', /referencing columns/],
    ['no map at all', '- a\n', '1:1: the configuration: expected object, received array', /docs\/configuration\.md/],
    ['a key that JavaScript swallows', 'services:\n  __proto__: { schemas: [a] }\n', '2:3: __proto__ cannot be a key here', /\S/],
    ['a key twice', 'out: a\nout: b\n', '2:1: Map keys must be unique', /Mend the YAML/],
    ['no YAML', 'services: [\n', '2:1: ', /Mend the YAML/],
  ])('%s', async (_name, text, message, hint) => {
    const error = await refusal({ 'fountain-split.yaml': text })
    expect(error).toMatchObject({ code: 'invalid-configuration', exitCode: 2 })
    expect(error.message.startsWith(`fountain-split.yaml:${message}`), error.message).toBe(true)
    expect(error.hint).toMatch(hint)
    const [line, column] = message.split(':').map(Number)
    expect(error.evidence).toEqual({ file: 'fountain-split.yaml', line, column, text: text.split('\n')[line! - 1]!.trim() })
  }) // prettier-ignore

  test('in JSON, with its place', async () => {
    const error = await refusal({ 'fountain-split.json': '{\n  "services": {\n    "shop": { "schema": [] }\n  }\n}\n' })
    expect(error.message).toBe('fountain-split.json:3:15: unknown key services.shop.schema')
    const broken = await refusal({ 'fountain-split.json': '{ "services": {' })
    expect(broken.hint).toBe('Mend the JSON.')
  })

  test('in package.json, with its place there', async () => {
    const error = await refusal({
      'package.json': '{\n  "name": "mine",\n  "fountain-split": {\n    "outt": "x"\n  }\n}\n',
    })
    expect(error.message).toBe('package.json:4:5: unknown key outt')
    expect(error.hint).toMatch(/^Did you mean out\?/)
  })

  test.each(['fountain-split.mjs', 'fountain-split.ts'])('in %s, with its path', async (name) => {
    const error = await refusal({ [name]: 'export default { services: { shop: { role: 7 } } }' })
    expect(error.message).toBe(`${name}: services.shop.role: expected string, received number`)
    expect(error.evidence).toBeUndefined()
  })
})

test('places of what is right are kept for diagnostics', async () => {
  const { config } = await load({ 'fountain-split.yaml': 'services:\n  shop:\n    schemas: [shop, other]\n' })
  expect(placeInConfig(config, ['services', 'shop', 'schemas', 1])).toEqual({
    file: 'fountain-split.yaml',
    line: 3,
    column: 21,
    text: 'schemas: [shop, other]',
  })
  expect(placeInConfig({}, ['services'])).toBeUndefined()
})

test('the nearest word', () => {
  expect(nearest('servises', ['source', 'services'])).toBe('services')
  expect(nearest('SCHEMAS', ['schemas'])).toBe('schemas')
  expect(nearest('ab', ['ax', 'ay'])).toBe('ax')
  expect(nearest('guard', ['delete', 'update'])).toBeUndefined()
})
