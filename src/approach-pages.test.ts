import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Artifact } from './emit/artifact.ts'
import { splitOf } from './emit/contracts/generated-contracts.test-support.ts'
import { emitSplit } from './emit/emit-split.ts'
import { isReplaced } from './plan/is-replaced.ts'
import { guards, reactions } from './plan/strategy-registry.ts'
import { compileFiles } from './verify/compile/compile-files.ts'
import { findCompiler } from './verify/compile/find-compiler.ts'

const project = fileURLToPath(new URL('../', import.meta.url))
const folder = join(project, 'docs/approaches')
const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const blocks = (text: string, language: string) => [...text.matchAll(new RegExp('```' + language + '\n([^]*?)```', 'g'))].map(([, block]) => block!) // prettier-ignore

const schema = blocks(read('README.md'), 'sql').join('\n')
const pages = readdirSync(folder)
  .filter((name) => name !== 'README.md')
  .map((name) => ({ id: name.replace('.md', ''), text: read(name) }))

const [hooks] = blocks(readFileSync(join(project, 'docs/replicas-and-events.md'), 'utf8'), 'ts').filter((block) => block.includes('@opentelemetry/api')) as [string] // prettier-ignore

/** What that takes of `@opentelemetry/api` 1.9, as its types have it. */
const openTelemetry = `declare module '@opentelemetry/api' {
  type AttributeValue = string | number | boolean | (null | undefined | string)[] | (null | undefined | number)[] | (null | undefined | boolean)[]
  interface Attributes { [attributeKey: string]: AttributeValue | undefined }
  interface Context { getValue(key: symbol): unknown; setValue(key: symbol, value: unknown): Context; deleteValue(key: symbol): Context }
  interface Span { end(endTime?: number | [number, number] | Date): void; isRecording(): boolean }
  interface SpanOptions { attributes?: Attributes; startTime?: number | [number, number] | Date; root?: boolean }
  interface Tracer {
    startActiveSpan<F extends (span: Span) => unknown>(name: string, fn: F): ReturnType<F>
    startActiveSpan<F extends (span: Span) => unknown>(name: string, options: SpanOptions, fn: F): ReturnType<F>
    startActiveSpan<F extends (span: Span) => unknown>(name: string, options: SpanOptions, context: Context, fn: F): ReturnType<F>
  }
  interface Counter { add(value: number, attributes?: Attributes, context?: Context): void }
  interface Gauge { record(value: number, attributes?: Attributes, context?: Context): void }
  interface Meter { createCounter(name: string): Counter; createGauge(name: string): Gauge }
  export const context: { active(): Context }
  export const propagation: { extract<Carrier>(context: Context, carrier: Carrier): Context }
  export const metrics: { getMeter(name: string, version?: string): Meter }
  export const trace: { getTracer(name: string, version?: string): Tracer }
}
`

const splitPage = (text: string) => splitOf(schema, blocks(text, 'yaml').join('\n'))

test('each approach has a page, and the overview a row for it', () => {
  const ids = [...guards, ...reactions].map(({ id }) => id).filter((id) => id !== 'refuse')
  expect(pages.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
  for (const { id } of pages) expect(read('README.md')).toContain(`| [\`${id}\`](${id}.md)`)
  for (const { id, text } of pages) {
    const sections = ['## When to choose it', '## What it costs', '## A use', '## How it fails']
    expect(text.match(/^## .*$/gm), id).toEqual(sections)
  }
})

test.each(pages)('$id: its configuration does what the page says, at the tier that it says', async ({ id, text }) => {
  const { plan } = await splitPage(text)
  expect(plan.references.filter((reference) => !isReplaced(reference))).toEqual([])
  const [, from] = /from: (shop\.\w+\(\w+\))/.exec(text)!
  const reference = plan.references.find((each) => each.id.startsWith(from!))!
  expect([reference.guard, reference.delete?.reaction]).toContain(id)
  expect(text).toContain(`**Tier ${reference.delete?.tier}**`)
})

test('the compiler takes every use with what generate writes, and not with what it does not; and the hooks for OpenTelemetry', async () => {
  const files: Artifact[] = []
  let uses = 0
  for (const { id, text } of pages) {
    const place = (path: string, code: string): Artifact => ({
      path: `services/${id}/${path}`,
      text: code,
      kind: 'generated',
    })
    const code = emitSplit(await splitPage(text)).filter(({ path }) => path.endsWith('.ts'))
    files.push(...code.map((each) => place(`split/${each.path}`, each.text)))
    const own = blocks(text, 'ts')
    expect(own.length, id).toBeGreaterThan(0)
    own.forEach((use, at) => files.push(place(`use-${at + 1}.ts`, use)))
    uses += own.length
  }
  files.push({ path: 'services/api/hooks.ts', text: hooks, kind: 'generated' }, { path: 'services/api/opentelemetry.d.ts', text: openTelemetry, kind: 'generated' }) // prettier-ignore
  const wrong = "import { nothing } from './split/services/shop/src/index.js'\nvoid nothing\n"
  files.push({ path: 'services/api/wrong.ts', text: wrong, kind: 'generated' })
  files.push({ path: 'services/api/wrong-hooks.ts', text: hooks.replace('span.end()', 'span.close()'), kind: 'generated' }) // prettier-ignore
  const said = await compileFiles(findCompiler(project)!, files, project)
  expect(uses).toBeGreaterThan(6)
  expect(said.filter((line) => !line.startsWith('services/api/wrong'))).toEqual([])
  expect(said.join()).toContain("no exported member 'nothing'")
  expect(said.join()).toContain("'close' does not exist on type 'Span'")
}, 120_000)
