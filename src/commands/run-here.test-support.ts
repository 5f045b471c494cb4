import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { main } from './main.ts'
import type { CliResult } from './run-cli.test-support.ts'
import { projectFolder } from './run-cli.test-support.ts'

let last: Promise<unknown> = Promise.resolve()

/**
 * For tests of what the program says and writes: the same as `runCli`, within the process of the test, which costs a fifth.
 * Not for what a process has of its own: standard input, signals, terminals, what was built. One run after the other.
 */
export function runHere(
  words: readonly string[],
  more: { cwd?: string; env?: Record<string, string> } = {},
): Promise<CliResult> {
  const run = last.then(() => runAlone(words, more.cwd ?? projectFolder, more.env ?? {}))
  last = run.catch(() => {})
  return run
}

async function runAlone(words: readonly string[], cwd: string, env: Record<string, string>): Promise<CliResult> {
  const before = { cwd: process.cwd(), env: { ...process.env }, code: process.exitCode }
  const { NO_COLOR: _no, FORCE_COLOR: _force, FOUNTAIN_SPLIT_DEBUG: _debug, ...inherited } = process.env
  const out = catchStream(process.stdout)
  const err = catchStream(process.stderr)
  const file = catchFile(1, (piece) => process.stdout.write(piece))
  try {
    setEnvironment({ ...inherited, ...env })
    process.chdir(cwd)
    process.exitCode = undefined
    await main(words)
    return { code: Number(process.exitCode ?? 0), stdout: out.text(), stderr: err.text() }
  } finally {
    file.release()
    out.release()
    err.release()
    process.exitCode = before.code
    process.chdir(before.cwd)
    setEnvironment(before.env)
  }
}

function setEnvironment(wanted: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in wanted)) delete process.env[name]
  Object.assign(process.env, wanted)
}

/** What is written to a stream is kept instead, as if nobody looked at it; what listens to it goes with `release`. */
function catchStream(stream: NodeJS.WriteStream): { text(): string; release(): void } {
  const { write, isTTY } = stream
  const listeners = new Set(stream.listeners('error'))
  const pieces: Buffer[] = []
  stream.isTTY = false
  stream.write = (chunk: string | Uint8Array, ...more: unknown[]) => {
    pieces.push(Buffer.from(chunk as string))
    const done = more.at(-1)
    if (typeof done === 'function') process.nextTick(done)
    return true
  }
  return {
    text: () => Buffer.concat(pieces).toString('utf8'),
    release() {
      Object.assign(stream, { write, isTTY })
      for (const each of stream.listeners('error')) if (!listeners.has(each)) stream.off('error', each as () => void)
    },
  }
}

/** What is written to a file that is open goes elsewhere: to standard output the program writes by Node's streams only where it must. */
function catchFile(descriptor: number, take: (piece: Uint8Array) => void): { release(): void } {
  const { writeSync } = fs
  const caught = (file: number, bytes: Buffer, ...more: never[]): number => {
    if (file !== descriptor) return writeSync(file, bytes, ...more)
    const piece = bytes.subarray(more[0] ?? 0)
    take(piece)
    return piece.length
  }
  const replace = (by: typeof writeSync) => {
    fs.writeSync = by
    syncBuiltinESMExports()
  }
  replace(caught as typeof writeSync)
  return { release: () => replace(writeSync) }
}
