import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { withLargeFile } from '../large-file.mjs'
import { program, runNode } from '../run-process.mjs'

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync']
const plain = `<!doctype html><title>plain</title><div class="viewport" style="height: 700px; overflow: auto"><div style="height: 4000px">nothing</div></div>`

/** Milliseconds from frame to frame while the picture is scrolled to and fro. */
const scroll = `(async () => {
  const view = document.querySelector('.viewport')
  const times = []
  let before = await new Promise(requestAnimationFrame)
  for (let at = 0; at < 100; at++) {
    view.scrollTop = (at < 50 ? at : 100 - at) * 24
    const now = await new Promise(requestAnimationFrame)
    times.push(now - before)
    before = now
  }
  return times
})()`

const quantile = (times, part) => [...times].sort((a, b) => a - b)[Math.floor((times.length - 1) * part)]

function frameFigure(what, times, peer, atMost) {
  const value = quantile(times, 0.5) / quantile(peer, 0.5)
  const milliseconds = (list) => `${quantile(list, 0.5).toFixed(0)} ms, 95th ${quantile(list, 0.95).toFixed(0)} ms`
  return {
    what,
    value: `${value.toFixed(2)} ×`,
    goal: `≤ ${atMost} ×`,
    met: value <= atMost,
    detail: `${milliseconds(times)} a frame; the peer ${milliseconds(peer)}; ${times.length} frames`,
  }
}

export const pageFrames = {
  id: 'page-frames',
  work: 'scroll the HTML report of 2,000 tables, rooms closed, then six open',
  peer: 'a page of one word',
  runs: 3,
  async measure(runs) {
    const executablePath = browsers.find((path) => existsSync(path))
    if (executablePath === undefined) {
      console.error('page-frames: there is no Chromium here')
      return []
    }
    const folder = await mkdtemp(join(tmpdir(), 'fountain-split-frames-'))
    const browser = await chromium.launch({ executablePath, args: flags })
    try {
      const report = join(folder, 'report.html')
      await withLargeFile(2000, (file) => runNode([program, 'analyze', file, '--format', 'html', '--output', report]))
      await writeFile(join(folder, 'plain.html'), plain)
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
      const times = { plain: [], closed: [], open: [] }
      for (let run = 0; run < runs; run++) {
        await page.goto(pathToFileURL(join(folder, 'plain.html')).href)
        times.plain.push(...(await page.evaluate(scroll)))
        await page.goto(pathToFileURL(report).href)
        times.closed.push(...(await page.evaluate(scroll)))
        for (let room = 0; room < 6; room++)
          await page.locator('.fold[aria-expanded="false"]').first().dispatchEvent('click')
        times.open.push(...(await page.evaluate(scroll)))
      }
      return [
        frameFigure('closed', times.closed, times.plain, 1.5),
        frameFigure('six open', times.open, times.plain, 3),
      ]
    } finally {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    }
  },
}
