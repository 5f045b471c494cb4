import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { analyze, renderReport } from '../index.ts'
import type { SplitPlan } from '../plan/split-plan.ts'
import { samplePlan } from '../report/sample-plan.test-support.ts'

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path)) // prettier-ignore
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] // prettier-ignore
const pictures = process.env['SCREENSHOTS'] === undefined ? undefined : fileURLToPath(new URL('../../docs/pictures/', import.meta.url)) // prettier-ignore
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

if (program === undefined) process.emitWarning('there is no Chromium: the tests of the HTML report are skipped')

describe.skipIf(program === undefined)('the HTML report in a browser', () => {
  let browser: Browser
  let folder: string
  const troubles: string[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fountain-page-'))
    browser = await chromium.launch({ executablePath: program!, args: flags })
  })
  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function open(plan: SplitPlan, scheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const file = join(folder, 'report.html')
    await writeFile(file, await renderReport(plan, 'html'))
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: scheme })
    page.on('console', (message) => troubles.push(message.text()))
    page.on('pageerror', (error) => troubles.push(error.message))
    page.on('dialog', (dialog) => void troubles.push(dialog.message()))
    page.on('request', (request) => void (request.url().startsWith('file:') || troubles.push(request.url())))
    troubles.length = 0
    await page.goto(pathToFileURL(file).href)
    return page
  }
  const row = (page: Page, name: string) => page.locator('.row', { hasText: new RegExp(`^(↷ )?${name}$`) })
  const picture = async (page: Page, name: string) => {
    if (pictures === undefined) return
    await mkdir(pictures, { recursive: true })
    await page.screenshot({ path: join(pictures, `${name}.png`) })
  }

  test('filter, search, evidence, neighbourhood and what-if, with pointer and keyboard', async () => {
    const page = await open(await analyze(['fixtures/fountain.sql'], { cwd: root }))
    expect(await page.locator('.room').count()).toBe(8)
    await picture(page, 'report-fountain')

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
    await picture(page, 'report-what-if')
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

  test('AdventureWorks, dark', async () => {
    const file = process.env['ADVENTUREWORKS']
    if (file === undefined || pictures === undefined) return
    const page = await open(await analyze([basename(file)], { cwd: dirname(file) }), 'dark')
    await picture(page, 'report-adventureworks')
    expect(troubles).toEqual([])
    await page.close()
  })
})
