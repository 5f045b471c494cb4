import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { runCli } from './run-cli.test-support.ts'
import { runHere } from './run-here.test-support.ts'

const source = 'fixtures/fountain-without-keys.sql'

describe('suggest on the command line', () => {
  test('the help fits a terminal and its examples are there', async () => {
    const { code, stdout } = await runCli(['suggest', '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain('fountain-split suggest structure.sql --services 6')
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  test('data on standard output, nothing else', async () => {
    const { code, stdout, stderr } = await runHere(['suggest', source])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('4 of 26 implied references cross')
    for (const line of stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80)
  })

  test('--format json and yaml are what they say, --output writes a file', async () => {
    const { stdout } = await runHere(['suggest', source, '--format', 'json', '--services', '4'])
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, relations: 24, moves: [], proposals: [{ cut: { implied: 26 } }] }) // prettier-ignore
    const file = join(tmpdir(), `suggested-${process.pid}.yaml`)
    const { code } = await runHere(['suggest', source, '--format', 'yaml', '--services', '4', '--output', file])
    expect(code).toBe(0)
    const config = parse(await readFile(file, 'utf8')) as { services: Record<string, unknown> }
    await rm(file)
    expect(Object.keys(config.services)).toHaveLength(4)
  })

  test.each([
    [['--services', '0'], 'A whole number from 1'],
    [['--services', '25'], 'a number from 1 to 24'],
    [['--format', 'svg'], 'pretty, json, yaml'],
    [['--what-if', 'x'], '--what-if public.orders=billing'],
    [['--what-if', 'public.script=a', '--format', 'yaml'], 'Leave out --what-if'],
  ])('%j is a usage error', async (words, hint) => {
    const { code, stdout, stderr } = await runHere(['suggest', source, ...words])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(hint)
  })
})
