import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder, runCli } from './run-cli.test-support.ts'

const readme = await readFile(join(projectFolder, 'README.md'), 'utf8')

test('the picture in the README is what the program prints; … stands for what is left out', async () => {
  const picture = /<!-- what analyze prints -->\n+```\n([^]*?)\n```/.exec(readme)![1]!
  const { stdout } = await runCli(['analyze', 'fixtures/fountain.sql'])
  let at = 0
  for (const piece of picture.split(/^ *…\n/m)) {
    const found = stdout.indexOf(piece.trimEnd(), at)
    expect(found, `${piece}\nis not in\n${stdout}`).toBeGreaterThanOrEqual(0)
    at = found + piece.length
  }
  expect(picture.split('\n').at(-1)).toBe(stdout.trimEnd().split('\n').at(-1))
})

test('every option that the README names is there', async () => {
  const rows = readme.split('\n').filter((line) => line.startsWith('| `--'))
  expect(rows.length).toBeGreaterThan(5)
  for (const row of rows) {
    const verb = /\(`(\w+)`\)/.exec(row)?.[1] ?? 'analyze'
    const { stdout } = await runCli([verb, '--help'])
    for (const option of row.split('|')[1]!.match(/--[a-z-]+/g) ?? []) expect(stdout, row).toContain(option)
  }
})
