import { writeSync } from 'node:fs'
import { isTerminal } from './is-terminal.ts'

/** Writes to a pipe or a file as much as it takes at once; tells how many bytes. */
export function writeNow(bytes: Buffer): number {
  let sent = 0
  try {
    while (sent < bytes.length) sent += writeSync(1, bytes, sent)
  } catch (error) {
    // The other end is not ready to take more, and the pipe does not wait.
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
  }
  return sent
}

/** For help and the version, to which Node's streams would add as much again. A reader that has left ends it without a word. */
export function print(text: string): void {
  const bytes = Buffer.from(text)
  try {
    const sent = isTerminal(1) ? 0 : writeNow(bytes)
    if (sent < bytes.length) process.stdout.on('error', () => {}).write(bytes.subarray(sent))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  }
}
