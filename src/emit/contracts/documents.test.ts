import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import SwaggerParser from '@apidevtools/swagger-parser'
import { Parser } from '@asyncapi/parser'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { contractFiles, hostile, splitOf, withFiles } from './generated-contracts.test-support.ts'
import { findServiceContracts, releaseFiles } from './service-contracts.ts'

const fountain = readFileSync(new URL('../../../fixtures/fountain.sql', import.meta.url))

/** One key of each type that a key can have, and each action; or all changes voted on. */
const typesWith = (actions: readonly string[]) => `
  CREATE SCHEMA a; CREATE SCHEMA b; CREATE TYPE a.mood AS ENUM ('glad', 'sad'); CREATE DOMAIN a.code AS char(3);
  ${['smallint', 'int', 'bigint', 'numeric', 'numeric(5,2)', 'numeric(2,4)', 'numeric(2,-2)', 'real', 'text', 'varchar(3)', 'uuid', 'date', 'timestamptz', 'interval', 'boolean', 'bytea', 'bit(4)', 'bit varying(9)', 'inet', 'jsonb', 'int[]', 'numrange', 'a.mood', 'a.code', 'money', 'name']
    .map((type, at) => {
      const [onDelete, onUpdate] = [['CASCADE', 'SET NULL'][at % 2], actions[(at >> 1) % actions.length]]
      return `CREATE TABLE a.t${at} (k ${type} PRIMARY KEY); CREATE TABLE b.r${at} (k ${type} REFERENCES a.t${at} ON DELETE ${onDelete} ON UPDATE ${onUpdate});`
    })
    .join('\n')}` // prettier-ignore

/** Keys that only the referencing services' own code guards, of one column and of two. */
const guarded = `
  CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA post;
  CREATE TABLE people.person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, land char(2), pass text, UNIQUE (land, pass));
  CREATE TABLE shop.basket (owner bigint CONSTRAINT basket_owner REFERENCES people.person ON DELETE CASCADE);
  CREATE TABLE post.letter (land char(2), pass text, CONSTRAINT letter_pass
    FOREIGN KEY (land, pass) REFERENCES people.person (land, pass) ON DELETE SET NULL ON UPDATE CASCADE);`
const byOwnCode = `references:
  - { from: shop.basket(owner), guard: api }
  - { from: 'post.letter(land, pass)', guard: application }`

/** A key whose release and whose change are voted on, in names of all kinds. */
const released = `${hostile}
  CREATE TABLE "no: {yes}"."{}" ("a: b # c" bigint, "null" text, CONSTRAINT "<no" FOREIGN KEY ("a: b # c", "null") REFERENCES "it's"."'; DROP");`

const splits = {
  fountain: await splitOf(fountain),
  'every type': await splitOf(typesWith(['CASCADE', 'SET NULL'])),
  'hostile names': await splitOf(released),
  'guards in own code': await splitOf(guarded, byOwnCode),
}
const inputs = Object.entries(splits).map(([name, split]) => [name, split, contractFiles(split)] as const)
const parser = new Parser()

async function asyncProblems(text: string, source: string): Promise<string[]> {
  const { document, diagnostics } = await parser.parse(text, { source })
  const serious = diagnostics.filter(({ severity, code }) => severity < 2 || (severity === 2 && code !== 'asyncapi-latest-version')) // prettier-ignore
  return [...serious.map(({ code, message, path }) => `${code} at ${path.join('/')}: ${message}`), ...(document === undefined ? ['no document'] : [])] // prettier-ignore
}

describe.each(inputs)('%s', (_, split, files) => {
  test('AsyncAPI documents are what the official parser takes', async () => {
    await withFiles(files, async (folder) => {
      const documents = [...files].filter(([path]) => path.endsWith('/asyncapi.yaml'))
      expect(documents.length).toBe(findServiceContracts(split.plan).length)
      // The parser takes its time: those that say most.
      const largest = documents.toSorted(([, one], [, other]) => other.length - one.length).slice(0, 4)
      for (const [path, text] of largest) expect(await asyncProblems(text, join(folder, path)), path).toEqual([])
    })
  }, 150_000)

  test('OpenAPI documents are valid', async () => {
    const documents = [...files].filter(([path]) => path.endsWith('/openapi.yaml'))
    expect(documents.length).toBe(new Set(split.plan.contracts.map(({ service }) => service)).size)
    for (const [, text] of documents) await SwaggerParser.validate(parse(text))
  })

  test('every example of every event is valid against its schema, and another event is not', async () => {
    const schemas = [...files].filter(([path]) => path.includes('/events/'))
    expect(schemas.length).toBeGreaterThan(3)
    const examples = new Map<string, unknown[]>()
    for (const [path, text] of schemas) {
      const schema = JSON.parse(text)
      // The same wherever it stands.
      expect(schema.examples).toEqual(examples.get(schema.$id) ?? schema.examples)
      if (examples.has(schema.$id)) continue
      expect(schema.examples.length, path).toBeGreaterThan(0)
      const validate = addFormats.default(new Ajv2020({ strict: true, allErrors: true })).compile(schema)
      for (const example of schema.examples)
        expect(validate(example) ? [] : validate.errors, `${path}: ${JSON.stringify(example)}`).toEqual([])
      for (const other of [...examples].filter(([id]) => id !== schema.$id).flatMap(([, all]) => all))
        expect(validate(other), path).toBe(false)
      examples.set(schema.$id, schema.examples)
    }
  })
})

test('every letter about a release or a change is an example that its schema takes, as what it is and as nothing else', async () => {
  const seen = new Set<string>()
  const changing = await splitOf(typesWith(['NO ACTION', 'RESTRICT']))
  const more = [['changes of every type', changing, contractFiles(changing)] as const]
  for (const [, split, files] of [...inputs, ...more])
    for (const service of findServiceContracts(split.plan))
      for (const { path, key } of releaseFiles(service)) {
        const schema = JSON.parse(files.get(path)!)
        const ajv = addFormats.default(new Ajv2020({ strict: true, allErrors: true })).addSchema(schema)
        for (const example of schema.examples)
          for (const kind of ['', 'ask', 'vote', 'abort', 'reopened', 'decided', 'done']) {
            const fits = ajv.validate(`${schema.$id}${kind && `#/$defs/${kind}`}`, example)
            expect(fits, `${path} ${kind}: ${ajv.errorsText()}`).toBe(kind === '' || kind === example.message.type)
            seen.add(`${key.on} ${kind}`)
          }
        for (const example of schema.examples)
          for (const name of Object.keys(example.message).filter((each) => each !== 'refusal')) {
            const { [name]: _, ...message } = example.message
            expect(ajv.validate(schema.$id, { ...example, message }), `${path} ${name}`).toBe(false)
          }
        const values = schema.examples[0].values
        for (const [name, value] of Object.entries(values)) {
          const { [name]: _, ...others } = values
          for (const wrong of [others, { ...values, [name]: [value] }, { ...values, [name]: null }])
            expect(ajv.validate(schema.$id, { ...schema.examples[0], values: wrong }), `${path} ${name}`).toBe(false)
        }
        const stranger = structuredClone(schema.examples[0])
        stranger.message.to = 'nobody'
        expect(ajv.validate(schema.$id, stranger), path).toBe(false)
      }
  expect(seen.size).toBe(2 * 7)
  expect([...contractFiles(splits['hostile names']).keys()].filter((path) => path.endsWith('.change.schema.json')).length).toBe(2) // prettier-ignore
})

interface PathItem {
  readonly parameters?: readonly { readonly schema: object; readonly example?: unknown }[]
  readonly post?: { readonly requestBody: WithContent; readonly responses: Readonly<Record<string, WithContent>> }
}

interface WithContent {
  readonly content: Readonly<Record<string, { readonly schema: object; readonly example: unknown }>>
}

test('examples of the OpenAPI documents are valid against their schemas', async () => {
  for (const [, , files] of inputs)
    for (const [path, text] of files) {
      if (!path.endsWith('/openapi.yaml')) continue
      const document = parse(text)
      // Components stand where a JSON Schema has its definitions.
      const schemas = JSON.parse(
        JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/'),
      )
      const ajv = addFormats.default(new Ajv2020({ strict: true }))
      ajv.addVocabulary(['example'])
      let checked = 0
      const check = (schema: object, example: unknown) => {
        const inner = JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/'))
        const validate = ajv.compile({ ...inner, $defs: schemas })
        expect(validate(example) ? [] : validate.errors, path).toEqual([])
        checked++
      }
      for (const item of Object.values<PathItem>(document.paths)) {
        for (const parameter of item.parameters ?? [])
          if ('example' in parameter) check(parameter.schema, parameter.example)
        for (const content of [item.post?.requestBody?.content, item.post?.responses['200']!.content])
          if (content !== undefined) check(content['application/json']!.schema, content['application/json']!.example)
      }
      expect(checked).toBeGreaterThan(0)
    }
})

test('a column called __proto__ is in documents that parsers take, and its values are looked at', async () => {
  const files = contractFiles(
    await splitOf(`
      CREATE SCHEMA a; CREATE SCHEMA b;
      CREATE TABLE a.t ("__proto__" int, "constructor" text, PRIMARY KEY ("__proto__", "constructor"));
      CREATE TABLE b.r ("__proto__" int, "constructor" text, FOREIGN KEY ("__proto__", "constructor") REFERENCES a.t ON DELETE CASCADE);
      CREATE TABLE b.s ("__proto__" int, "constructor" text, FOREIGN KEY ("__proto__", "constructor") REFERENCES a.t);`),
  )
  await withFiles(files, async (folder) => {
    const documents = [...files].filter(([path]) => path.endsWith('/asyncapi.yaml'))
    for (const [path, text] of documents) expect(await asyncProblems(text, join(folder, path)), path).toEqual([])
  })
  const path = 'services/a/contracts/openapi.yaml'
  await SwaggerParser.validate(parse(files.get(path)!))
  const { schemas } = (parse(files.get(path)!) as { components: { schemas: Record<string, object> } }).components
  const validate = new Ajv2020({ strict: true }).compile(
    Object.entries(schemas).find(([name]) => name.startsWith('Key.t'))![1],
  )
  const isValid = (text: string) => validate(JSON.parse(text))
  expect(isValid('{"__proto__": 7, "constructor": "x"}')).toBe(true)
  expect(isValid('{"__proto__": "seven", "constructor": "x"}')).toBe(false)
}, 60_000)

test('what is wrong is noticed', async () => {
  const files = contractFiles(splits.fountain)
  const [path, text] = [...files].find(([each]) => each.endsWith('scripts/contracts/asyncapi.yaml'))!
  await withFiles(files, async (folder) => {
    const problems = (broken: string) => asyncProblems(broken, join(folder, path))
    expect(await problems(text.replace('action: send', 'action: tell'))).not.toEqual([])
    expect(await problems(text.replace('./events/scripts.', './events/nothing.'))).not.toEqual([])
    expect(await problems(text.replace('#/channels/scripts.', '#/channels/nothing.'))).not.toEqual([])
    expect(await problems(text.replace('./releases/playwrights.', './releases/nothing.'))).not.toEqual([])
    expect(await problems(text.replace('#/$defs/ask', '#/$defs/nothing'))).not.toEqual([])
  })
  const api = files.get(path.replace('asyncapi', 'openapi'))!
  await expect(SwaggerParser.validate(parse(api.replace('in: path', 'in: way')))).rejects.toThrow()
  await expect(SwaggerParser.validate(parse(api.replace('schemas/KeyFacts', 'schemas/Nothing')))).rejects.toThrow()
}, 150_000)

test('a document says what it stands for and what the action does, for its own side', async () => {
  const files = contractFiles(
    await splitOf(`CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA post;
      CREATE TABLE people.person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
      CREATE TABLE shop.basket (owner bigint CONSTRAINT basket_owner REFERENCES people.person ON DELETE CASCADE);
      CREATE TABLE post.letter (recipient bigint CONSTRAINT letter_recipient REFERENCES people.person ON DELETE SET NULL);`),
  )
  const { operations } = parse(files.get('services/shop/contracts/asyncapi.yaml')!)
  expect(operations).toMatchObject({ 'receive.people.person_id': { action: 'receive' } })
  expect(operations['receive.people.person_id'].description).toBe(
    'Told by people, in the place of\n- basket_owner, shop.basket(owner) of service shop. ON DELETE CASCADE: rows of shop.basket that name it are deleted.',
  )
  const sent = parse(files.get('services/people/contracts/asyncapi.yaml')!)
  expect(Object.keys(sent.operations)).toEqual(['send.people.person_id'])
  expect(sent.components.messages['people.person_id.deleted'].description).toBe(
    [
      'A key of people.person(id) is gone. It stands for',
      '- letter_recipient, post.letter(recipient) of service post. ON DELETE SET NULL: recipient of rows of post.letter that name it becomes NULL.',
      '- basket_owner, shop.basket(owner) of service shop. ON DELETE CASCADE: rows of shop.basket that name it are deleted.',
    ].join('\n'),
  )
  expect([...files.keys()].filter((path) => path.endsWith('openapi.yaml'))).toEqual([
    'services/people/contracts/openapi.yaml',
  ])
})

test('keys that the services’ own code guards have documents as those with a replica have', () => {
  const files = contractFiles(splits['guards in own code'])
  const { operations } = parse(files.get('services/post/contracts/asyncapi.yaml')!)
  expect(operations['receive.people.person_land_pass'].description).toBe(
    [
      'Told by people, in the place of',
      '- letter_pass, post.letter(land, pass) of service post. ON DELETE SET NULL: land, pass of rows of post.letter that name it become NULL. ON UPDATE CASCADE: rows of post.letter that name it follow to the new key.',
    ].join('\n'),
  )
  const { paths } = parse(files.get('services/people/contracts/openapi.yaml')!)
  expect(Object.keys(paths)).toEqual([
    '/keys/people.person_id/{key}',
    '/keys/people.person_id:check',
    '/keys/people.person_land_pass/{key}',
    '/keys/people.person_land_pass:check',
  ])
  expect(paths['/keys/people.person_id/{key}'].get.description).toContain('basket_owner, shop.basket(owner)')
  expect(files.has('services/shop/contracts/events/people.person_id.deleted.schema.json')).toBe(true)
})

test('a vote is asked for and replied to, seen from each side', () => {
  const files = contractFiles(splits.fountain)
  const owner = parse(files.get('services/playwrights/contracts/asyncapi.yaml')!)
  const voter = parse(files.get('services/scripts/contracts/asyncapi.yaml')!)
  const name = 'playwrights.playwright_author_id.release'
  const ask = {
    channel: { $ref: `#/channels/${name}` },
    messages: [{ $ref: `#/channels/${name}/messages/${name}.ask` }],
    reply: {
      channel: { $ref: `#/channels/${name}-answers` },
      messages: [{ $ref: `#/channels/${name}-answers/messages/${name}.vote` }],
    },
  }
  expect(owner.operations[`send.${name}.ask`]).toMatchObject({ action: 'send', ...ask })
  expect(voter.operations[`receive.${name}.ask`]).toMatchObject({ action: 'receive', ...ask })
  expect(voter.operations[`receive.${name}.ask`].description).toBe(
    'Said by playwrights, in the place of\n- script_author_id_fkey, "scripts-schema".script(author_id) of service scripts. ON DELETE RESTRICT: it stays while a row of "scripts-schema".script names it.',
  )
  expect(Object.keys(owner.operations).filter((each) => each.includes('.release'))).toEqual(
    ['ask', 'abort', 'decided'].map((type) => `send.${name}.${type}`),
  )
})

test('what is said before a key changes has documents of its own on both sides, which tell the constraints', async () => {
  const split = await splitOf(`CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA post;
    CREATE TABLE people.person (login varchar(8), land integer, PRIMARY KEY (land, login));
    CREATE TABLE shop.basket (login varchar(8), land integer, CONSTRAINT basket_owner FOREIGN KEY (land, login) REFERENCES people.person ON UPDATE RESTRICT ON DELETE CASCADE);
    CREATE TABLE post.letter (login varchar(8), land integer, CONSTRAINT letter_to FOREIGN KEY (land, login) REFERENCES people.person ON UPDATE CASCADE ON DELETE CASCADE);`)
  const files = contractFiles(split)
  const file = 'contracts/releases/people.person_login_land.change.schema.json'
  expect([...files.keys()].filter((path) => path.includes('/releases/'))).toEqual([
    `services/people/${file}`,
    `services/shop/${file}`,
  ])
  expect(files.get(`services/people/${file}`)).toBe(files.get(`services/shop/${file}`))
  const schema = JSON.parse(files.get(`services/people/${file}`)!)
  expect(schema.$id).toBe('urn:fountain-split:release:people.person_login_land.change')
  expect(schema.description).toMatch(
    / They stand for\n- basket_owner, shop\.basket\(land, login\) of service shop\. ON UPDATE RESTRICT: it stays while a row of shop\.basket names it\.$/,
  )
  expect(schema.examples[0].values).toEqual({
    'old login': expect.any(String),
    'old land': expect.any(Number),
    'new login': expect.any(String),
    'new land': expect.any(Number),
    version: '0',
  })
  expect(schema.$defs.change.properties['new login']).toMatchObject({ type: 'string', maxLength: 8 })
  const name = 'people.person_login_land.change'
  const owner = parse(files.get('services/people/contracts/asyncapi.yaml')!).operations
  const voter = parse(files.get('services/shop/contracts/asyncapi.yaml')!).operations
  for (const [said, answer] of [
    ['ask', 'vote'],
    ['abort', 'reopened'],
    ['decided', 'done'],
  ]) {
    const exchange = {
      channel: { $ref: `#/channels/${name}` },
      messages: [{ $ref: `#/channels/${name}/messages/${name}.${said}` }],
      reply: {
        channel: { $ref: `#/channels/${name}-answers` },
        messages: [{ $ref: `#/channels/${name}-answers/messages/${name}.${answer}` }],
      },
    }
    expect(owner[`send.${name}.${said}`]).toMatchObject({ action: 'send', ...exchange })
    expect(voter[`receive.${name}.${said}`]).toMatchObject({ action: 'receive', ...exchange })
  }
  expect(voter[`receive.${name}.ask`].description).toBe(
    'Said by people, in the place of\n- basket_owner, shop.basket(land, login) of service shop. ON UPDATE RESTRICT: it stays while a row of shop.basket names it.',
  )
})
