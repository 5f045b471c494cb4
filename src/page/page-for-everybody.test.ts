import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { analyze } from '../index.ts'
import { hasBrowser, useBrowser } from './open-page.test-support.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

// 2.2 adds the size of targets, which in a picture that is fitted into the window is the window's; search reaches all.
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']

/** What WCAG 2.1 A and AA want and the page lacks: contrast, names, roles. */
async function violations(page: Page, runOnly: readonly string[] = standards): Promise<string[]> {
  await page.evaluate(axe)
  const run = `axe.run({ runOnly: ${JSON.stringify(runOnly)} })`
  const { violations: found, passes } = await page.evaluate<AxeResults>(run)
  expect(passes.map(({ id }) => id)).toContain('color-contrast')
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.failureSummary}`),
  )
}

describe.skipIf(!hasBrowser)('the HTML report for everybody', () => {
  const { open, troubles } = useBrowser()
  const fountain = () => analyze(['fixtures/fountain.sql'], { cwd: root })

  test.each(['light', 'dark'] as const)(
    '%s: contrast, names and roles, at rest, with a table chosen, and moved',
    async (scheme) => {
      const page = await open(await fountain(), scheme)
      expect(await violations(page)).toEqual([])
      await page.locator('.row', { hasText: /^crossreferences$/ }).press('Enter')
      await page.locator('.tie summary').first().click()
      expect(await violations(page)).toEqual([])
      await page.locator('#move-to').selectOption('scripts')
      await page.locator('#search').fill('scri')
      expect(await violations(page)).toEqual([])
      expect(troubles).toEqual([])
      await page.close()
    },
  )

  test('by keyboard alone every table is reached, and where it is can be seen', async () => {
    const page = await open(await fountain())
    const reached = new Set<string>()
    const unseen: string[] = []
    for (let presses = 0; presses < 200; presses++) {
      await page.keyboard.press('Tab')
      const [name, isRow, outline] = await page.evaluate<[string, boolean, string]>(
        '[document.activeElement].map((at) => [at.textContent, at.classList.contains("row"), getComputedStyle(at).outlineStyle])[0]',
      )
      if (isRow) reached.add(name)
      if (isRow && outline === 'none') unseen.push(name)
    }
    expect(reached.size).toBe(await page.locator('.row').count())
    expect(unseen).toEqual([])
    await page.close()
  })

  test('printed: black on white, all rooms whole, what crosses as a list, no controls', async () => {
    const page = await open(await fountain(), 'dark')
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    for (const control of ['.find', '.tools', 'aside', '.fold'])
      expect(await page.locator(control).first().isVisible(), control).toBe(false)
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    expect(await page.evaluate('getComputedStyle(document.querySelector(".viewport")).overflow')).toBe('visible')
    expect(await page.locator('.list tr:visible').count()).toBeGreaterThan(18)
    expect(await violations(page, ['color-contrast'])).toEqual([])

    // A4 landscape less its margins, at 96 pixels an inch.
    const paper = Math.floor(((297 - 24) / 25.4) * 96)
    await page.setViewportSize({ width: paper, height: 720 })
    const right = await page
      .locator('.room')
      .evaluateAll((rooms) => Math.max(...rooms.map((room) => room.getBoundingClientRect().right)))
    expect(right).toBeLessThanOrEqual(paper)
    const pdf = await page.pdf({ preferCSSPageSize: true })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    await page.close()
  })
})
