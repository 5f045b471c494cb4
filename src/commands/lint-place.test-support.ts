import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Finding } from '../index.ts'
import type { CliResult } from './run-cli.test-support.ts'
import { runHere } from './run-here.test-support.ts'

/** Runs git as somebody, whatever the machine's configuration is. */
export function git(cwd: string, ...words: string[]): string {
  const someone = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'core.autocrlf=false']
  const { status, stdout, stderr } = spawnSync('git', [...someone, ...words], { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stdout.trim()
}

export async function write(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

export function commit(folder: string): string {
  git(folder, 'add', '-A')
  git(folder, 'commit', '-qm', 'more')
  return git(folder, 'rev-parse', 'HEAD')
}

/** Folders with files for one test file; `done` removes them all. */
export class Places {
  #root: Promise<string> | undefined

  /** A folder with these files; with `committed` a repository whose only commit has them. */
  async make(files: Record<string, string>, committed = false): Promise<string> {
    this.#root ??= mkdtemp(join(tmpdir(), 'fountain-split-'))
    const folder = await mkdtemp(join(await this.#root, 'case-'))
    await write(folder, files)
    if (committed) {
      git(folder, 'init', '-q', '-b', 'main')
      commit(folder)
    }
    return folder
  }

  async done(): Promise<void> {
    if (this.#root !== undefined) await rm(await this.#root, { recursive: true })
  }
}

export function lint(cwd: string, ...words: string[]): Promise<CliResult> {
  return runHere(['lint', ...words], { cwd })
}

/** What lint finds, as its JSON has it. */
export async function findingsOf(cwd: string, ...words: string[]): Promise<Finding[]> {
  const { stdout, stderr } = await lint(cwd, ...words, '--format', 'json')
  if (stdout === '') throw new Error(stderr)
  return (JSON.parse(stdout) as { findings: Finding[] }).findings
}

/** The options that make a first baseline. */
export const record = ['--update-baseline', '--allow-additions', '--reason', 'there before us'] as const

/** Two services, nothing that crosses. */
export const tables = `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, account_id bigint, payer_id bigint);
CREATE INDEX ON orders.invoice (account_id);
CREATE INDEX ON orders.invoice (payer_id);
`

/** A foreign key that crosses, and the subject of its finding. */
export const key = (column: string): string =>
  `ALTER TABLE orders.invoice ADD FOREIGN KEY (${column}) REFERENCES users.account;\n`
export const subject = (column: string): string => `orders.invoice(${column}) -> users.account`

export const entry = (column: string, more: object = {}): object => ({
  rule: 'crossing-foreign-key',
  subject: subject(column),
  ...more,
})
export const baselineOf = (...entries: object[]): string => `${JSON.stringify({ version: 1, entries }, null, 2)}\n`
