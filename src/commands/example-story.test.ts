import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { projectFolder } from './run-cli.test-support.ts'

let place = ''
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'fountain-split-story-'))
  // The server's own user makes its cluster in here.
  chmodSync(place, 0o777)
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

/** Runs the example; `interrupt`: presses Ctrl-C when this was told. */
function play(interrupt?: string): Promise<{ code: number | null; signal: string | null; out: string; err: string }> {
  const [program, file] = packageJson.scripts.example.split(' ').slice(-2)
  expect(program).toBe('node')
  const { FORCE_COLOR: _force, ...env } = process.env
  const child = spawn(process.execPath, [file!], { cwd: projectFolder, env: { ...env, TMPDIR: place } })
  let [out, err, interrupted] = ['', '', false]
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString()
    if (interrupt !== undefined && !interrupted && out.includes(interrupt)) interrupted = child.kill('SIGINT')
  })
  child.stderr.on('data', (data: Buffer) => (err += data.toString()))
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, out, err })))
}

test('npm run example tells its story, and leaves nothing behind', async () => {
  const { code, out, err } = await play()
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const acts = out.split(/^(?=[IV]+\. |The house)/m).map((act) => act.replaceAll(/ {2}\d+ ms$/gm, ' after ms'))
  expect(acts).toHaveLength(10)
  const [curtain, arrives, nothing, commissioned, stays, holds, goes, changes, sleeps, order] = acts
  expect(curtain).toMatch(/seven databases on PostgreSQL \d+[^]*7 of them run[^]*replicas are filled/)
  expect(arrives!.match(/ ↳ .* after ms$/gm)).toHaveLength(3)
  expect(nothing).toContain('✗ refused at once: 23503, note_script_id_fkey')
  expect(commissioned).toMatch(/playwrights +↳ makes Marlowe[^]*scripts +↳ makes script \d+, which names both after ms[^]*scripts +✗ refuses: 23514, webaddress_is_http[^]*Greene, .* is taken back after ms/) // prettier-ignore
  // By psql, by TypeScript, and once the service that was down can be asked.
  expect(stays!.match(/✗/g)).toHaveLength(4)
  expect(stays).toMatch(/psql +DELETE[^]*✗ ERROR: [^]*"script_author_id_fkey"[^]*HINT: [^]*playwright_author_id_release[^]*psql +CALL[^]*✗ ERROR: [^]*Refused by service scripts/) // prettier-ignore
  expect(stays).toMatch(/scripts +is down[^]*Nobody answers[^]*is up again[^]*✗ Shakespeare may not: 23(?:503|001), script_author_id_fkey[^]*↳ Kyd may: .* after ms/) // prettier-ignore
  expect(holds).toMatch(/supporting +✗ it may not: \w{5}, revisionhistory_script_fkey/)
  expect(goes).toMatch(
    /scripts +↳ it may: .* after ms[^]*supporting +↳ its two notes went with it .* after ms[^]*formatting +↳[^]*metadata +↳/,
  )
  expect(changes).toMatch(/scripts +↳ Hamlet is by author 1564 .* after ms[^]*✗ refused at once: 23503, \w+_fkey/)
  expect(sleeps).toMatch(/supporting +is down[^]*154 sonnets[^]*supporting +↳ caught up: all 154 after ms/)
  expect(order).toMatch(/0 differences[^]*0 orphans[^]*0 transactions[^]*Curtain, after/)
  for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  expect(out).not.toContain('\u001b')
  expect(readdirSync(place)).toEqual([])
}, 300_000)

test('Ctrl-C in the middle of it leaves nothing behind either', async () => {
  const { signal, code, err } = await play('replicas are filled')
  expect([signal, code]).not.toEqual([null, 0])
  expect(err).toBe('')
  expect(readdirSync(place)).toEqual([])
}, 300_000)

test('its page shows the story as it is told', () => {
  const page = readFileSync(join(projectFolder, 'examples/fountain/README.md'), 'utf8')
  const shown = /```\n(FOUNTAIN, SPLIT[^]*?)```/.exec(page)![1]!
  const script = readFileSync(join(projectFolder, 'examples/fountain/run.mjs'), 'utf8')
  for (const [, act] of shown.matchAll(/^([IV]+\. .*)$/gm)) expect(script).toContain(act)
  expect(page).toContain('npm run example\n')
})
