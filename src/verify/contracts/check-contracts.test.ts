import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { emitSplit } from '../../emit/emit-split.ts'
import { hostile, splitOf } from '../../emit/contracts/generated-contracts.test-support.ts'
import type { Artifact } from '../../emit/artifact.ts'
import type { ReleaseLetter } from '../../runtime/release/release-letter.ts'
import type { Split } from '../../split.ts'
import { checkComplete } from './check-complete.ts'
import { checkDocuments } from './check-documents.ts'
import { checkMessages } from './check-messages.ts'
import { readContracts } from './contract-files.ts'
import { SchemaCompiler } from './json-schemas.ts'

let compiler: SchemaCompiler
let fountain: Split
let emitted: readonly Artifact[]
beforeAll(async () => {
  compiler = await SchemaCompiler.load()
  fountain = await splitOf(readFileSync(new URL('../../../fixtures/fountain.sql', import.meta.url)))
  emitted = emitSplit(fountain)
})

function faultsOf({ plan }: Split, artifacts: readonly Artifact[]): string[] {
  const files = readContracts(artifacts)
  return [...files.faults, ...checkDocuments(files, compiler), ...checkComplete(plan, files)]
}

const scripts = 'services/scripts/contracts'
const born = `${scripts}/events/scripts.script_script_id.created.schema.json`
const releases = `${scripts}/releases/scripts.script_script_id.schema.json`

/** What is emitted for one service, with another text in the place of one that must be there. */
function broken(path: string, found: string | RegExp, other: string): Artifact[] {
  const own = emitted.filter((each) => each.path.startsWith('services/scripts/'))
  return own.map((each) => {
    if (each.path !== path) return each
    const text = each.text.replace(found, other)
    expect(text, path).not.toBe(each.text)
    return { ...each, text }
  })
}

test('what is emitted has no fault: the Fountain, names of all kinds, and a schema that no line crosses', async () => {
  expect(faultsOf(fountain, emitted)).toEqual([])
  const other = await splitOf(hostile)
  expect(faultsOf(other, emitSplit(other))).toEqual([])
  const alone = await splitOf('CREATE SCHEMA a; CREATE TABLE a.t (n int PRIMARY KEY)')
  expect(faultsOf(alone, emitSplit(alone))).toEqual([])
})

describe('what is wrong is told, with the document and the place', () => {
  test.each<[string, string, string | RegExp, string, RegExp]>([
    ['a field has another type', born, /("epoch": \{\s*"type": )"string"/, '$1"integer"', new RegExp(`^${born} at #: strict mode|^${born} at #/examples/0/data/epoch must be integer`)], // prettier-ignore
    ['there is no such type', born, '"type": "object"', '"type": "objekt"', new RegExp(`^${born} at #: schema is invalid: data/type must be`)], // prettier-ignore
    ['an example is wrong', born, '"event": "created"', '"event": "made"', new RegExp(`^${born} at #/examples/0/data/event must be equal to constant`)], // prettier-ignore
    ['a time is none', born, '2024-02-29T12', '2024-02-30T12', new RegExp(`^${born} at #/examples/0/time must match format "date-time"`)], // prettier-ignore
    ['a letter is wrong', releases, '"verdict": "yes"', '"verdict": "perhaps"', new RegExp(`^${releases} at #/examples/`)], // prettier-ignore
    ['a schema names nothing', releases, '#/$defs/refusal', '#/$defs/nothing', new RegExp(`^${releases} at #: can't resolve reference #/\\$defs/nothing`)], // prettier-ignore
    ['a message names no file', `${scripts}/asyncapi.yaml`, './events/scripts.script_', './events/nothing_', new RegExp(`^${scripts}/asyncapi.yaml at #/components/messages/.*/payload/schema: \\$ref ./events/nothing_.* leads nowhere`)], // prettier-ignore
    ['an operation names no channel', `${scripts}/asyncapi.yaml`, '#/channels/scripts.', '#/channels/nothing.', /asyncapi.yaml at #\/operations\/.*: \$ref #\/channels\/nothing\..* leads nowhere/], // prettier-ignore
    ['a question’s example is wrong', `${scripts}/openapi.yaml`, /example:\n( +)keys:/, 'example:\n$1key:', /openapi.yaml at #\/paths\/~1keys~1.*\/example must have required property 'keys'/], // prettier-ignore
    ['an answer has no schema', `${scripts}/openapi.yaml`, 'schemas/KeyFacts', 'schemas/Nothing', /openapi.yaml at #\/paths\/.*: \$ref #\/components\/schemas\/Nothing leads nowhere/], // prettier-ignore
    ['a document is no YAML', `${scripts}/openapi.yaml`, 'openapi: 3.1.0', 'openapi: [', /^services\/scripts\/contracts\/openapi.yaml: .* at line \d+/], // prettier-ignore
    ['a schema is no JSON', born, '{', '[', new RegExp(`^${born}: `)],
    ['the path is another one', `${scripts}/openapi.yaml`, '/keys/scripts.script_script_id/{key}', '/keys/scripts.other/{key}', /openapi.yaml has no \/keys\/scripts.script_script_id\/\{key\}/], // prettier-ignore
  ])('%s', (_, path, found, other, words) => {
    const faults = faultsOf(fountain, broken(path, found, other))
    expect(faults.filter((fault) => words.test(fault))).not.toEqual([])
  })

  test('a document is missing, on either side, or nobody needs it', () => {
    const without = (path: string) =>
      faultsOf(
        fountain,
        emitted.filter((each) => each.path !== path),
      )
    expect(without(born)).toContain('scripts has no schema of scripts.script_script_id.created')
    const heard = born.replace('services/scripts', 'services/supporting')
    expect(without(heard)).toContain('supporting has no schema of scripts.script_script_id.created')
    expect(without(releases)).toContain('scripts has no schema of urn:fountain-split:release:scripts.script_script_id')
    expect(without(`${scripts}/openapi.yaml`)).toContain('scripts has no openapi.yaml, and others ask it')
    expect(without(`${scripts}/asyncapi.yaml`)).toContain(`${scripts}/asyncapi.yaml says nothing of ${born}`)
    const stray = emitted.map((each) => (each.path === born ? { ...each, path: born.replace('scripts/contracts', 'playwrights/contracts') } : each)) // prettier-ignore
    expect(faultsOf(fountain, stray)).toContain(
      `${born.replace('scripts/contracts', 'playwrights/contracts')} describes scripts.script_script_id.created, which playwrights neither tells nor hears`,
    )
  })
})

test('letters about a change of a key have to be in documents, and as these say', async () => {
  const split = await splitOf(`CREATE SCHEMA people; CREATE SCHEMA shop;
    CREATE TABLE people.person (login varchar(8) PRIMARY KEY);
    CREATE TABLE shop.basket (owner varchar(8) REFERENCES people.person ON DELETE CASCADE);`)
  const artifacts = emitSplit(split)
  const isChange = ({ path }: Artifact) => path.endsWith('/releases/people.person_login.change.schema.json')
  const subject = 'urn:fountain-split:release:people.person_login.change'
  const [document] = artifacts.filter(isChange)
  const letters = JSON.parse(document!.text).examples as ReleaseLetter[]
  const said = (among: readonly Artifact[], all = letters) =>
    checkMessages(readContracts(among), { events: [], letters: all, statements: 0 }, compiler)
  expect(faultsOf(split, artifacts)).toEqual([])
  expect(said(artifacts)).toMatchObject({ faults: [], unheard: expect.not.arrayContaining([subject]) })
  expect(said(artifacts, []).unheard).toContain(subject)

  const without = artifacts.filter((each) => !isChange(each))
  expect(said(without).faults).toEqual([`${subject} is said, and no document describes it`])
  expect(faultsOf(split, without)).toEqual(
    expect.arrayContaining(['people', 'shop'].map((service) => `${service} has no schema of ${subject}`)),
  )
  const { version: _, ...values } = letters[0]!.values
  expect(said(artifacts, [{ ...letters[0]!, values }]).faults).toEqual(
    artifacts.filter(isChange).map(({ path }) => `${path} is not what is said: /values must have required property 'version'`), // prettier-ignore
  )
})
