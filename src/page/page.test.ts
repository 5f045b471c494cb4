import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { analyze } from '../index.ts'
import type { SplitPlan } from '../plan/split-plan.ts'
import { samplePlan } from '../report/sample-plan.test-support.ts'
import { corpusFile, hasCorpus } from '../verify/corpus-loading.test-support.ts'
import { hasBrowser, takePicture, useBrowser } from './open-page.test-support.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Every table refers to another service's. */
function largePlan(tables: number, services: number): SplitPlan {
  const plan = samplePlan('x')
  const end = (at: number) => ({
    service: `s${at % services}`,
    schema: `s${at % services}`,
    relation: `t${at}`,
    columns: ['id'],
  })
  const references = Array.from({ length: tables }, (_, at) => ({
    ...plan.references[0]!,
    id: `t${at}`,
    referencing: end(at),
    referenced: end((at * 7 + 1) % tables),
  }))
  const relations = (of: number) =>
    references.flatMap(({ referencing }, at) => (at % services === of ? [`s${of}.${referencing.relation}`] : []))
  return {
    ...plan,
    services: Array.from({ length: services }, (_, of) => ({
      name: `s${of}`,
      role: `s${of}`,
      schemas: [`s${of}`],
      relations: relations(of),
      views: [],
    })),
    foreignKeys: references,
    references,
    couplings: [],
    implied: [],
  }
}

describe.skipIf(!hasBrowser)('the HTML report in a browser', () => {
  const { open, troubles } = useBrowser()
  const row = (page: Page, name: string) => page.locator('.row', { hasText: new RegExp(`^(↷ )?${name}$`) })
  test('filter, search, evidence, neighbourhood and what-if, with pointer and keyboard', async () => {
    const page = await open(await analyze(['fixtures/fountain.sql'], { cwd: root }))
    expect(await page.locator('.room').count()).toBe(8)
    await takePicture(page, 'report-fountain')

    const cascade = page.locator('[data-style="cascade"]')
    expect(await page.locator('.line.cascade').count()).toBeGreaterThan(0)
    await cascade.uncheck()
    expect(await page.locator('.line.cascade').count()).toBe(0)
    await cascade.check()

    await page.keyboard.press('Escape')
    await page.locator('body').press('/')
    await page.keyboard.type('crossref')
    await page.keyboard.press('Enter')
    expect(await page.locator('.row.selected').textContent()).toBe('crossreferences')
    await page.locator('.tie summary').first().click()
    expect(await page.locator('.tie[open] pre').first().textContent()).toMatch(/REFERENCES/i)
    expect(await page.locator('.tie[open] .place').first().textContent()).toMatch(/fountain\.sql:\d+:\d+$/)

    await page.getByText('Show only its neighbourhood').click()
    expect((await page.locator('.row').allTextContents()).toSorted()).toEqual(['crossreferences', 'scene'])
    await page.getByText('Show everything again').click()

    const from = (await row(page, 'crossreferences').boundingBox())!
    const to = (await page.getByRole('region', { name: 'Service scripts' }).boundingBox())!
    await page.mouse.move(from.x + 30, from.y + 8)
    await page.mouse.down()
    await page.mouse.move(to.x + 60, to.y + 20, { steps: 8 })
    await page.mouse.up()
    const whatIf = page.locator('.what-if')
    expect(await whatIf.locator('strong').textContent()).toBe('30 → 28 crossings')
    expect(await whatIf.textContent()).toContain('Lost: 2')
    expect(await whatIf.textContent()).toContain('=scripts')
    await takePicture(page, 'report-what-if')
    await page.getByText('Put all back').click()
    expect(await whatIf.isVisible()).toBe(false)

    // The same by keyboard alone.
    await row(page, 'crossreferences').press('Enter')
    await page.locator('#move-to').selectOption('scripts')
    expect(await whatIf.locator('strong').textContent()).toBe('30 → 28 crossings')
    expect(troubles).toEqual([])
    await page.close()
  })

  test.each([
    '</script><script>alert(1)</script>',
    '<!--<script>',
    '"\'`${x}&amp;',
    'a\u0000\u001b[31m\u2028\u202eb',
    '__proto__',
    '',
  ])('a schema full of %j is shown, not obeyed', async (word) => {
    const page = await open(samplePlan(word))
    expect(await page.locator('script').count()).toBe(2)
    expect(await page.locator('.room').count()).toBe(3)
    await page.locator('.row').first().click()
    expect(troubles).toEqual([])
    await page.close()
  })

  test('two thousand tables open closed, are found, and can all be shown', async () => {
    const plan = largePlan(2000, 20)
    const page = await open(plan)
    expect(await page.locator('.row').count()).toBe(0)
    await page.locator('#search').fill('t1234')
    await page.keyboard.press('Enter')
    expect(await page.locator('.row.selected').textContent()).toBe('t1234')
    const folds = page.locator('.fold[aria-expanded="false"]')
    while ((await folds.count()) > 0) await folds.first().dispatchEvent('click')
    expect(await page.locator('.row').count()).toBe(2000)
    await page.keyboard.press('Escape')
    expect(troubles).toEqual([])
    await page.close()
  })

  test.skipIf(!hasCorpus)('AdventureWorks, dark: filter, search, what-if', async () => {
    const page = await open(await analyze([corpusFile('adventureworks')]), 'dark')
    expect(await page.locator('.room').count()).toBe(5)
    expect(await page.locator('.line').count()).toBeGreaterThan(20)
    await takePicture(page, 'report-adventureworks')

    const lines = await page.locator('.line').count()
    for (const filter of await page.locator('[data-style]').all()) await filter.uncheck()
    expect(await page.locator('.line').count()).toBe(0)
    for (const filter of await page.locator('[data-style]').all()) await filter.check()
    expect(await page.locator('.line').count()).toBe(lines)

    await page.locator('#search').fill('salesperson')
    await page.keyboard.press('Enter')
    expect(await page.locator('.row.selected').textContent()).toContain('salesperson')
    const crossings = async () =>
      /(\d+) → (\d+) crossings/.exec((await page.locator('.what-if strong').textContent())!)!
    await page.locator('#move-to').selectOption('person')
    const [, before, after] = await crossings()
    expect(Number(before)).toBeGreaterThan(20)
    expect(after).not.toBe(before)
    expect(troubles).toEqual([])
    await page.close()
  })
})
