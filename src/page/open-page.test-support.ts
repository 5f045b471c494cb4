import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { renderReport } from '../index.ts'
import type { SplitPlan } from '../plan/split-plan.ts'

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path)) // prettier-ignore
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] // prettier-ignore
const pictures = process.env['SCREENSHOTS'] === undefined ? undefined : fileURLToPath(new URL('../../docs/pictures/', import.meta.url)) // prettier-ignore

export const hasBrowser = program !== undefined
if (!hasBrowser) process.emitWarning('there is no Chromium: the tests of the HTML report are skipped')

export interface Opener {
  /** Opens the report of the plan as a file. */
  readonly open: (plan: SplitPlan, scheme?: 'light' | 'dark') => Promise<Page>
  /** What the page last opened said on its console, asked for over a network, or failed with. */
  readonly troubles: readonly string[]
}

/** For tests: a browser while the tests of a `describe` run. */
export function useBrowser(): Opener {
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
  return { open, troubles }
}

/** A picture for the documentation, where SCREENSHOTS is set. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  await mkdir(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}
