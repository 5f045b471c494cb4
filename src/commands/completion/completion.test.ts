import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verbs } from '../registry.ts'
import { runCli } from '../run-cli.test-support.ts'
import { zshLines } from './zsh-lines.test-support.ts'

const run = promisify(execFile)
let place = ''
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'fountain-split-completion-'))
  await mkdir(join(place, 'migrations'))
  await writeFile(join(place, 'monolith.sql'), '')
  for (const shell of ['bash', 'zsh', 'fish'])
    await writeFile(join(place, `completion.${shell}`), (await runCli(['completion', shell])).stdout)
})
afterAll(() => rm(place, { recursive: true }))

const hasShell = async (shell: string) =>
  run(shell, ['-c', ':']).then(
    () => true,
    () => false,
  )

/** What bash offers at the end of the words; readline does what is left: names of files. */
async function bashOffers(words: readonly string[]): Promise<string[]> {
  const script = `source ./completion.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _fountain_split; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout } = await run('bash', ['--norc', '-c', script, 'bash', 'fountain-split', ...words], { cwd: place })
  return stdout.split('\n').filter((line) => line !== '')
}

async function fishOffers(words: readonly string[]): Promise<string[]> {
  const line = ['fountain-split', ...words].join(' ')
  const { stdout } = await run(
    'fish',
    ['--no-config', '-c', `source completion.fish; complete -C ${JSON.stringify(line)}`],
    { cwd: place },
  )
  return stdout.split('\n').flatMap((offered) => (offered === '' ? [] : [offered.split('\t')[0]!]))
}

const commands = [...verbs.map(({ id }) => id), 'help']
const formats = ['pretty', 'json', 'markdown', 'mermaid', 'dot', 'svg', 'html']

describe('bash', () => {
  test.each([
    [['an'], ['analyze']],
    [['analyze', '--format', ''], formats],
    [
      ['analyze', '-f', 'm'],
      ['markdown', 'mermaid'],
    ],
    [['analyze', '--format', '='], formats],
    [['analyze', '--format', '=', 'sv'], ['svg']],
    [['analyze', 'monolith.sql', '--ke'], ['--keep-going']],
    [['generate', '--out', 'mi'], ['migrations']],
    [
      ['lint', '--fail-on', ''],
      ['error', 'warning', 'info', 'never'],
    ],
    [['explain', 'crossing-v'], ['crossing-view']],
    [['explain', '--config', 'a.yaml', 'crossing-v'], ['crossing-view']],
    [['explain', '--config', '=', 'a.yaml', 'crossing-v'], ['crossing-view']],
    [['explain', '--quiet', 'crossing-v'], ['crossing-view']],
    [['help', 'ver'], ['verify']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    // These are files, which readline completes.
    [['analyze', 'mono'], []],
    [['explain', 'crossing-view', 'mono'], []],
    [['analyze', '--output', ''], []],
  ])('%j', async (words, offered) => expect(await bashOffers(words)).toEqual(offered))

  test('every command, then what the program itself understands', async () => {
    expect(await bashOffers([''])).toEqual([...commands, '--help', '--version'])
  })

  test('every option that the help of a command lists', async () => {
    for (const command of commands.filter((name) => name !== 'help')) {
      const { stdout } = await runCli([command, '--help'])
      const listed = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, long]) => long!)
      expect(listed.length).toBeGreaterThan(0)
      expect(await bashOffers([command, '--'])).toEqual(expect.arrayContaining(listed))
    }
  })
})

describe('fish', () => {
  test('offers commands, options, values, files and folders', async ({ skip }) => {
    if (!(await hasShell('fish'))) skip('there is no fish here')
    expect(await fishOffers(['an'])).toContain('analyze')
    expect(await fishOffers(['analyze', '--format', "''"]).then((all) => all.sort())).toEqual([...formats].sort())
    expect(await fishOffers(['analyze', '--ke'])).toEqual(['--keep-going'])
    expect(await fishOffers(['analyze', 'mono'])).toContain('monolith.sql')
    expect(await fishOffers(['generate', '--out', 'mi'])).toEqual(['migrations/'])
    expect(await fishOffers(['explain', 'crossing-v'])).toEqual(['crossing-view'])
    expect(await fishOffers(['completion', 'z'])).toEqual(['zsh'])
  })
})

describe('zsh', () => {
  test('offers commands, options, values, files and folders', async ({ skip }) => {
    if (!(await hasShell('zsh'))) skip('there is no zsh here')
    const lines: Record<string, string> = {
      'fountain-split an': 'fountain-split analyze',
      'fountain-split analyze --format sv': 'fountain-split analyze --format svg',
      'fountain-split analyze --format=sv': 'fountain-split analyze --format=svg',
      'fountain-split analyze --ke': 'fountain-split analyze --keep-going',
      'fountain-split analyze mono': 'fountain-split analyze monolith.sql',
      'fountain-split generate --out mi': 'fountain-split generate --out migrations/',
      'fountain-split explain crossing-v': 'fountain-split explain crossing-view',
      'fountain-split completion z': 'fountain-split completion zsh',
    }
    expect(await zshLines(place, Object.keys(lines), Object.values(lines))).toEqual(Object.values(lines))
  })
})

test('an unknown shell is a usage error', async () => {
  expect(await runCli(['completion', 'tcsh'])).toMatchObject({ code: 2, stdout: '' })
})
