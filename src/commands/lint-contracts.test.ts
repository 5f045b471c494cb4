import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { commit, findingsOf, git, lint, Places, write } from './lint-place.test-support.ts'
import { runHere } from './run-here.test-support.ts'

const places = new Places()
afterAll(() => places.done())

const schema = (type: string, action = 'CASCADE') => `CREATE SCHEMA users; CREATE SCHEMA orders;
CREATE TABLE users.account (id ${type} GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE orders.invoice (
  account_id ${type} REFERENCES users.account ON DELETE ${action}
);
`
const against = (...folders: string[]) => `source: schema.sql
lint:
  rules: { crossing-foreign-key: off, unindexed-reference: off, unstable-referenced-key: off }
  options: { breaking-contract: { against: ${JSON.stringify(folders)} } }
`
const quiet = against()

async function generate(folder: string, out: string): Promise<void> {
  const { code, stderr } = await runHere(['generate', 'schema.sql', '--out', out], { cwd: folder })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
}

const found = async (folder: string, ...words: string[]) =>
  (await findingsOf(folder, ...words)).map(({ rule, subject, state }) => `${state} ${rule}: ${subject}`)

const onDelete = 'new breaking-contract: orders.invoice(account_id) -> users.account on delete'

describe('breaking-contract', () => {
  test('holds the schema against what was generated earlier, every version of it', async () => {
    const folder = await places.make({ 'schema.sql': schema('integer'), 'fountain-split.yaml': quiet })
    await generate(folder, 'released/1')
    await write(folder, { 'schema.sql': schema('bigint') })
    await generate(folder, 'released/2')
    expect(await lint(folder)).toMatchObject({ code: 0 })
    await write(folder, { 'fountain-split.yaml': against('released') })
    expect(await found(folder)).toEqual(['new breaking-contract: users.account_id(id)'])
    const { code, stdout } = await lint(folder)
    expect(code).toBe(1)
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('users.account(id) was integer and is bigint')
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('which breaks orders (contracts of released/1/plan.json)')
    await write(folder, { 'fountain-split.yaml': against('released/2/plan.json') })
    expect(await lint(folder)).toMatchObject({ code: 0 })
  })

  test('--since holds it against the revision', async () => {
    const folder = await places.make({ 'schema.sql': schema('integer'), 'fountain-split.yaml': quiet }, true)
    await write(folder, { 'schema.sql': schema('integer', 'SET NULL') })
    expect(await found(folder, '--since', 'HEAD')).toEqual([onDelete])
    expect((await lint(folder, '--since', 'HEAD')).stdout).toContain('SET NULL')
    commit(folder)
    expect(await found(folder, '--since', 'HEAD')).toEqual([])
    expect(await found(folder, '--since', 'HEAD~1')).toEqual([onDelete])
    expect(git(folder, 'status', '--porcelain')).toBe('')
  })

  test('a choice of today that was not safe for the schema of then stops nobody', async () => {
    const folder = await places.make(
      { 'schema.sql': schema('integer', 'RESTRICT'), 'fountain-split.yaml': quiet },
      true,
    )
    const choice = 'references:\n  - { from: orders.invoice(account_id), delete: event }\n'
    await write(folder, { 'schema.sql': schema('integer'), 'fountain-split.yaml': quiet + choice })
    expect(await found(folder, '--since', 'HEAD')).toEqual([onDelete])
  })

  test('is allowed at the constraint, with a reason, or switched off', async () => {
    const folder = await places.make({ 'schema.sql': schema('integer'), 'fountain-split.yaml': quiet }, true)
    const allowed = '-- fountain-split-ignore breaking-contract agreed with orders\nCREATE TABLE orders'
    await write(folder, { 'schema.sql': schema('integer', 'SET NULL').replace('CREATE TABLE orders', allowed) })
    expect(await found(folder, '--since', 'HEAD')).toEqual([])
    await write(folder, { 'schema.sql': schema('integer', 'SET NULL'), 'fountain-split.yaml': quiet.replace('rules: {', 'rules: { breaking-contract: off,') }) // prettier-ignore
    expect(await found(folder, '--since', 'HEAD')).toEqual([])
  })

  test.each([
    ['is not there', undefined, /there is no plan\.json|cannot be read/],
    ['is no JSON', '{', /it is not JSON/],
    ['has no contracts', '{"schemaVersion": 1}', /it has no contracts/],
    ['is null', 'null', /it has no contracts/],
  ])('an earlier plan that %s stops it', async (_, text, message) => {
    const folder = await places.make({ 'schema.sql': schema('integer'), 'fountain-split.yaml': against('old'), 'old/readme.txt': '' }) // prettier-ignore
    if (text !== undefined) await write(folder, { 'old/plan.json': text })
    const { code, stdout, stderr } = await lint(folder)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr).toContain('[unreadable-contracts]')
    expect(await readFile(join(folder, 'schema.sql'), 'utf8')).toBe(schema('integer'))
  })
})
