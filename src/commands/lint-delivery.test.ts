import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { commit, key, Places, tables, write } from './lint-place.test-support.ts'
import { projectFolder } from './run-cli.test-support.ts'

// What we hand out for other people's CI, run as it stands: `npx fountain-split` is this program, there is no network.

const places = new Places()
let bin = ''
beforeAll(async () => {
  bin = await mkdtemp(join(tmpdir(), 'fountain-split-bin-'))
  const ours = `exec '${process.execPath}' '${projectFolder}bin/fountain-split.js' "$@"\n`
  await writeFile(join(bin, 'npx'), `#!/bin/bash\n[ "$1" = --yes ] && shift\ncase "$1" in fountain-split|fountain-split@*) shift;; *) exit 127;; esac\n${ours}`) // prettier-ignore
  await writeFile(join(bin, 'fountain-split'), `#!/bin/bash\n${ours}`)
  await chmod(join(bin, 'npx'), 0o755)
  await chmod(join(bin, 'fountain-split'), 0o755)
})
afterAll(async () => {
  await rm(bin, { recursive: true })
  await places.done()
})

function shell(cwd: string, script: string, env: Record<string, string> = {}) {
  const path = `${bin}${delimiter}${process.env.PATH}`
  const words = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script]
  const { status, stdout, stderr } = spawnSync('bash', words, { cwd, env: { ...process.env, ...env, PATH: path }, encoding: 'utf8' }) // prettier-ignore
  return { code: status, stdout, stderr }
}

const handedOut = async (name: string): Promise<string> => readFile(join(projectFolder, name), 'utf8')
const yaml = async <T>(name: string): Promise<T> => parse(await handedOut(name)) as T
const files = { 'db/1.sql': tables, 'fountain-split.yaml': 'source: db\n' }

test('.pre-commit-hooks.yaml: its command judges the whole schema', async () => {
  const [hook] = await yaml<{ id: string; entry: string; files: string; language: string; pass_filenames: boolean }[]>('.pre-commit-hooks.yaml') // prettier-ignore
  expect(hook).toMatchObject({ id: 'fountain-split-lint', language: 'node', pass_filenames: false })
  for (const name of ['db/1.sql', 'fountain-split.yaml', 'a/fountain-split.json', '.fountain-split-baseline.json'])
    expect(name).toMatch(new RegExp(hook!.files))
  expect('README.md').not.toMatch(new RegExp(hook!.files))
  const folder = await places.make(files)
  expect(shell(folder, hook!.entry).code).toBe(0)
  await write(folder, { 'db/2.sql': key('payer_id') })
  expect(shell(folder, hook!.entry)).toMatchObject({ code: 1, stdout: expect.stringContaining('db/2.sql:1:32') })
})

describe('action.yml', () => {
  type Action = { inputs: Record<string, { default: string }>; runs: { using: string; steps: { run: string; env: Record<string, string> }[] } } // prettier-ignore
  async function run(cwd: string, given: Record<string, string>) {
    const { inputs, runs } = await yaml<Action>('action.yml')
    expect(runs.using).toBe('composite')
    const [step] = runs.steps
    expect(step!.run).not.toContain('${{')
    const env = Object.entries(step!.env).map(([name, value]) => {
      const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)![1]!
      return [name, given[input] ?? inputs[input]!.default]
    })
    return shell(cwd, step!.run, Object.fromEntries(env) as Record<string, string>)
  }

  test('without inputs: what the configuration names', async () => {
    const folder = await places.make(files)
    expect(await run(folder, {})).toMatchObject({ code: 0, stdout: '✓ nothing new\n' })
    await write(folder, { 'db/2.sql': key('payer_id') })
    expect((await run(folder, {})).code).toBe(1)
  })

  test('with all: a source with a blank, a revision, and a SARIF file', async () => {
    const folder = await places.make({ 'my db/1.sql': tables + key('account_id') }, true)
    expect(await run(folder, { source: 'my db', since: 'HEAD' })).toMatchObject({ code: 0 })
    await write(folder, { 'my db/2.sql': key('payer_id') })
    const { code } = await run(folder, { source: 'my db', since: 'HEAD', sarif: 'out.sarif' })
    expect(code).toBe(1)
    expect(JSON.parse(await readFile(join(folder, 'out.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' })
  })

  test('an input is a word, never a script', async () => {
    const folder = await places.make(files)
    const { code, stderr } = await run(folder, { source: '$(touch evil)"; touch evil; "' })
    expect([code, stderr]).toEqual([2, expect.stringContaining('there is no file or folder')])
    expect(shell(folder, 'ls evil').code).not.toBe(0)
  })
})

describe('examples/ci', () => {
  test('github.yml: its command, and the file that it uploads', async () => {
    type Workflow = { jobs: { boundaries: { steps: { run?: string; uses?: string; with?: Record<string, string> }[] } } } // prettier-ignore
    const { steps } = (await yaml<Workflow>('examples/ci/github.yml')).jobs.boundaries
    const upload = steps.find(({ uses }) => uses?.includes('upload-sarif') === true)!
    const folder = await places.make({ ...files, 'db/2.sql': key('payer_id') })
    const { code, stderr } = shell(folder, steps.find(({ run }) => run !== undefined)!.run!, { GITHUB_ACTIONS: 'true' })
    expect(code).toBe(1)
    expect(stderr).toContain('::error file=db/2.sql,line=1,')
    expect(JSON.parse(await readFile(join(folder, upload.with!.sarif_file!), 'utf8'))).toMatchObject({ version: '2.1.0' }) // prettier-ignore
  })

  test('gitlab-ci.yml: its command, and the reports that it keeps', async () => {
    type Job = { script: string[]; artifacts: { reports: Record<string, string> } }
    const job = (await yaml<Record<string, Job>>('examples/ci/gitlab-ci.yml'))['schema-boundaries']!
    const folder = await places.make({ ...files, 'db/2.sql': key('payer_id') })
    expect(shell(folder, job.script.join('\n'))).toMatchObject({ code: 1, stdout: expect.stringContaining('db/2.sql:1:32') }) // prettier-ignore
    expect(JSON.parse(await readFile(join(folder, job.artifacts.reports.codequality!), 'utf8'))).toHaveLength(1)
    expect(await readFile(join(folder, job.artifacts.reports.junit!), 'utf8')).toContain('<testsuites')
  })
})

describe('docs/adopt-lint.md', () => {
  /** Two hundred tables in one schema, with 500 foreign keys between services. */
  function grownSchema(): string {
    const lines: string[] = []
    for (const kind of ['person', 'address', 'invoice', 'payment', 'product'])
      for (let at = 0; at < 40; at++) lines.push(`CREATE TABLE public.${kind}_${at} (id bigint PRIMARY KEY);`)
    lines.push('CREATE TABLE public.person (id bigint PRIMARY KEY);')
    for (let at = 0; at < 500; at++) {
      const [from, to] = at % 2 === 0 ? ['invoice', 'person'] : ['product', 'address']
      lines.push(`ALTER TABLE public.${from}_${at % 40} ADD ref_${at} bigint REFERENCES public.${to}_${(at * 7) % 40};`)
      lines.push(`CREATE INDEX ON public.${from}_${at % 40} (ref_${at});`)
    }
    return `${lines.join('\n')}\n`
  }

  test('its commands do what it says, on a schema with 500 crossings', async () => {
    const page = await handedOut('docs/adopt-lint.md')
    const blocks = [...page.matchAll(/^ *```(sh|yaml)\n(.*?)^ *```$/gms)].map(([, language, text]) => ({ language, text: text!.trim() })) // prettier-ignore
    const [analyze, first, ci, later, shrink] = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text) // prettier-ignore
    const config = blocks.find(({ language }) => language === 'yaml')!.text
    const folder = await places.make({ 'db/structure.sql': grownSchema(), 'fountain-split.yaml': `${config}\n` }, true)

    expect(shell(folder, analyze!)).toMatchObject({ code: 0, stdout: expect.stringContaining('500 of 500') })
    expect(shell(folder, ci!).code).toBe(2)
    expect(shell(folder, first!)).toMatchObject({ code: 0, stdout: expect.stringContaining('500 foreign keys') })
    commit(folder)
    const green = /✓ nothing new, 500 foreign keys and (\d+) other findings? known/
    expect(shell(folder, ci!)).toMatchObject({ code: 0, stdout: expect.stringMatching(green) })

    const wish = 'CREATE TABLE public.wish (id bigint PRIMARY KEY, person_id bigint REFERENCES public.person);\nCREATE INDEX ON public.wish (person_id);\n' // prettier-ignore
    await write(folder, { 'db/structure.sql': grownSchema() + wish })
    const failing = shell(folder, ci!)
    const shown = /^error crossing-foreign-key .*?(?=^```)/ms.exec(page)![0]
    expect(failing).toMatchObject({ code: 1, stdout: expect.stringContaining(shown) })

    const ignore = /`(-- fountain-split-ignore .*)`/.exec(page)![1]!
    await write(folder, { 'db/structure.sql': `${grownSchema()}${ignore}\n${wish}` })
    expect(shell(folder, ci!)).toMatchObject({ code: 0, stdout: expect.stringContaining('1 allowed') })

    const allow = /`(allow: .*)` under/.exec(page)![1]!.replace('…', 'agreed')
    await write(folder, { 'db/structure.sql': grownSchema() + wish, 'fountain-split.yaml': `${config}\n  ${allow}\n` })
    expect(shell(folder, ci!)).toMatchObject({ code: 0, stdout: expect.stringContaining('allowed') })

    await write(folder, { 'fountain-split.yaml': `${config}\n` })
    expect(shell(folder, later!)).toMatchObject({ code: 0, stdout: expect.stringContaining('501 foreign keys') })
    expect(shell(folder, ci!).code).toBe(0)
    commit(folder)

    await write(folder, { 'db/structure.sql': grownSchema() })
    expect(shell(folder, ci!)).toMatchObject({ code: 1, stdout: expect.stringContaining('1 stale') })
    expect(shell(folder, shrink!)).toMatchObject({ code: 0, stdout: expect.stringContaining('1 fewer than before') })
  })
})
