import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const projectFolder = fileURLToPath(new URL('../../', import.meta.url))
const program = `${projectFolder}bin/fountain-split.js`

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** For tests: runs the built program as a user would, with no colours asked for and no terminal. */
export function runCli(
  words: readonly string[],
  more: { input?: string | Buffer; cwd?: string; env?: Record<string, string>; uid?: number; node?: string[] } = {},
): Promise<CliResult> {
  const { NO_COLOR: _no, FORCE_COLOR: _force, FOUNTAIN_SPLIT_DEBUG: _debug, ...inherited } = process.env
  const child = spawn(process.execPath, [...(more.node ?? []), program, ...words], {
    cwd: more.cwd ?? projectFolder,
    env: { ...inherited, ...more.env },
    stdio: 'pipe',
    ...(more.uid === undefined ? {} : { uid: more.uid, gid: more.uid }),
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (data: Buffer) => out.push(data))
  child.stderr.on('data', (data: Buffer) => err.push(data))
  // A program that ends without reading its input is no failure of the test.
  child.stdin.on('error', () => {})
  child.stdin.end(more.input ?? '')
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') }),
    )
  })
}
