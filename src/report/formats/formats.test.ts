import { readFileSync } from 'node:fs'
import { instance } from '@viz-js/viz'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SplitPlan } from '../../plan/split-plan.ts'
import { reportFormats } from '../registry.ts'
import { plainPalette } from '../report.ts'
import { samplePlan } from '../sample-plan.test-support.ts'
import { displayWidth } from '../terminal-text.ts'

const schema: object = JSON.parse(
  readFileSync(new URL('../../../schemas/analyze.schema.json', import.meta.url), 'utf8'),
)
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema)
const viz = await instance()

function render(id: string, word: string, width = 80): string {
  const format = reportFormats.find((candidate) => candidate.id === id)!
  return [...(format.render(samplePlan(word), { palette: plainPalette, width }) as Iterable<string>)].join('')
}

async function renderAny(id: string, plan: SplitPlan): Promise<string> {
  let text = ''
  const format = reportFormats.find((candidate) => candidate.id === id)!
  for await (const piece of format.render(plan, { palette: plainPalette, width: 80 })) text += piece
  return text
}

const hostile = [
  '"; DROP TABLE x; --',
  'a\nb\r\tc',
  '\u001b[31mred\u001b]0;title\u0007',
  '\u009b31m',
  '`|\\`\\|',
  '<script>alert(1)</script>&amp;',
  '[x](http://example.org) @everyone #1 **b** _i_ ~~s~~ $1$',
  '\\N \\l \\"',
  ']"] --> x',
  '\u202egnp.exe',
  '__proto__',
  '${x} %s %',
  '漢字 é',
  '&#27;&amp;&nbsp;',
]
// Printable or not, of one code point or two: whatever PostgreSQL takes as a name.
const anyWord = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 20 }))

describe('json', () => {
  test.each(['', ...hostile])('is what the published schema says, with %j in it', (word) => {
    const value: unknown = JSON.parse(render('json', word))
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true)
    expect(JSON.stringify(value)).toContain(JSON.stringify(word).slice(1, -1))
  })

  test('has the fields of the documentation, in their order', () => {
    const value = JSON.parse(render('json', 'x')) as Record<string, Record<string, unknown>[]>
    expect(Object.keys(value)).toEqual([
      ...['schemaVersion', 'source', 'services', 'foreignKeys', 'references', 'couplings', 'implied', 'polymorphic'],
      ...['cycles', 'diagnostics'],
    ])
    const key = [
      ...['id', 'constraint', 'crosses', 'referencing', 'referenced', 'onDelete', 'onDeleteColumns', 'onUpdate'],
      ...['match', 'deferrable', 'validated', 'implied', 'evidence'],
    ]
    expect(Object.keys(value.foreignKeys![0]!)).toEqual(key)
    expect(Object.keys(value.references![0]!)).toEqual([...key, 'guard', 'delete', 'update'])
    expect(Object.keys(value.couplings![0]!)).toEqual(['kind', 'from', 'to', 'evidence', 'resolution'])
    expect(Object.keys(value.implied![0]!)).toEqual(['id', 'confidence', 'because', 'crosses', 'referencing', 'referenced', 'evidence']) // prettier-ignore
    expect(value.diagnostics![1]).not.toHaveProperty('evidence')
  })

  test.each(['services', 'references', 'cycles', 'diagnostics'])('the schema refuses a report without %s', (field) => {
    const value = JSON.parse(render('json', 'x')) as Record<string, unknown>
    delete value[field]
    expect(validate(value)).toBe(false)
  })
})

describe('dot', () => {
  test.each(['', ...hostile])('Graphviz reads it back, with %j in it', (word) => {
    const result = viz.render(render('dot', word), { format: 'json0' })
    expect(result.errors.filter(({ level }) => level === 'error')).toEqual([])
    expect(result.status).toBe('success')
    const drawing = JSON.parse(result.output!) as { objects: { name: string }[]; edges: unknown[] }
    expect(drawing.edges).toHaveLength(2)
    expect(drawing.objects.map(({ name }) => name)).toEqual(['cluster_0', 'cluster_1', 'r0', 'r1'])
  })
})

describe('svg', () => {
  test.each(['', ...hostile])('is elements, text and known entities only, with %j in it', async (word) => {
    const text = await renderAny('svg', samplePlan(word))
    const bare = text.replace(/<!--[^>]*-->|<[?!/]?[a-zA-Z][^<>]*>/g, '').replace(/&(amp|lt|gt|quot|apos|#(45|39|160));/g, '') // prettier-ignore
    expect(bare).not.toMatch(/[<>&]/)
    expect(text.match(/<[a-z]+/g)?.filter((tag) => !/^<(svg|g|title|polygon|path|text|ellipse)$/.test(tag))).toEqual([])
    expect(text.match(/class="edge"/g)).toHaveLength(2)
  })

  test('hundreds of keys are drawn as services and numbers', async () => {
    const plan = samplePlan('x')
    const many = { ...plan, references: Array.from({ length: 600 }, () => plan.references[0]!) }
    const text = await renderAny('svg', many)
    expect(text.match(/class="edge"/g)).toHaveLength(1)
    expect(text).toContain('>600</text>')
  })
})

describe('mermaid', () => {
  const line =
    /^(flowchart LR|  s\d\["[^"`<>\\]*<br\/>\d+ relations?"\](:::circle)?|  s\d -->\|"[^"`<>|]*"\| s\d|  classDef circle stroke-width:3px)$/
  test('each line is of the grammar, whatever the names', () => {
    fc.assert(
      fc.property(anyWord, (word) => {
        const lines = render('mermaid', word).trimEnd().split('\n')
        expect(lines).toHaveLength(6)
        for (const each of lines) expect(each).toMatch(line)
      }),
    )
  })
})

describe('markdown', () => {
  test('names make no cell, no row, no markup', () => {
    const shape = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => (line.startsWith('|') ? line.replace(/`[^`]*`/g, '').split('|').length : line === ''))
    const calm = shape(render('markdown', 'x'))
    fc.assert(
      fc.property(anyWord, (word) => {
        const text = render('markdown', word)
        expect(shape(text)).toEqual(calm)
        expect(text.replace(/`[^`]*`/g, '').replace(/<\/?code>/g, '')).not.toMatch(/<|\]\(|@/)
      }),
    )
  })
})

describe('pretty', () => {
  test('what it looks like', async () => {
    await expect(render('pretty', 'of x')).toMatchFileSnapshot('../../../fixtures/report/pretty.txt')
  })

  test.each(reportFormats.map(({ id }) => id))('%s lets no control or direction character through', async (id) => {
    await fc.assert(
      fc.asyncProperty(anyWord, async (word) => {
        expect(await renderAny(id, samplePlan(word))).not.toMatch(
          /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/,
        )
      }),
    )
  })

  test('stays within the terminal', () => {
    for (const width of [60, 80, 120])
      for (const line of render('pretty', 'of x', width).split('\n'))
        expect(displayWidth(line)).toBeLessThanOrEqual(width)
  })

  test('the last line has the numbers', () => {
    expect(render('pretty', 'x').trimEnd().split('\n').at(-1)).toBe(
      '2 services · 2 of 3 foreign keys cross · 1 other coupling · 1 circle',
    )
  })
})
