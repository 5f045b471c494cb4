import { access, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder, runCli } from './run-cli.test-support.ts'

const example = join(projectFolder, 'examples/fountain')
const command = ['generate', 'fixtures/fountain.sql', '--out']
const renew = 'the output changed: if that was meant, run `npm run examples`, read the difference and commit it'

let place = ''
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'fountain-split-examples-'))
})
afterAll(() => rm(place, { recursive: true, force: true }))

/** Bytes as text: what differs is shown. */
async function tree(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => !entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name))
  const files = new Map<string, string>()
  // The list of hashes last: what differs is told by the file itself.
  for (const path of paths.sort().reverse()) files.set(path.slice(folder.length + 1), await readFile(path, 'latin1'))
  return files
}

test('examples/fountain/split is what the program writes, byte for byte', async () => {
  const out = join(place, 'split')
  expect(await runCli([...command, out])).toMatchObject({ code: 0, stderr: '' })
  const made = await tree(out)
  const committed = await tree(join(example, 'split'))
  expect([...committed.keys()], renew).toEqual([...made.keys()])
  for (const [path, text] of made) expect(committed.get(path), `${path}: ${renew}`).toBe(text)
})

test('--check agrees, and the way to renew it is the command that its page shows', async () => {
  expect(await runCli([...command, 'examples/fountain/split', '--check']), renew).toMatchObject({ code: 0, stderr: '' })
  const shown = [...command, 'examples/fountain/split'].join(' ')
  expect(await readFile(join(example, 'README.md'), 'utf8')).toContain(`npx fountain-split ${shown}\n`)
  const { scripts } = JSON.parse(await readFile(join(projectFolder, 'package.json'), 'utf8'))
  expect(scripts.examples).toContain(`fountain-split.js ${shown} `)
})

test('every file that its page points to is there', async () => {
  const page = await readFile(join(example, 'README.md'), 'utf8')
  const targets = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target!)
  expect(targets.length).toBeGreaterThan(5)
  for (const target of targets) await access(join(example, target))
})
