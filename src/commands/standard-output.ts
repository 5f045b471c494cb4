import { writeSync } from 'node:fs'
import { FountainError } from '../index.ts'
import { isTerminal } from './is-terminal.ts'

const chunkSize = 65_536

/**
 * Writes to standard output no faster than it is read; a reader that has left (`| head`) ends it without a word.
 * Throws FountainError `unwritable-output` (exit 2).
 */
export async function writeOut(pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  const send = isTerminal(1) ? sendToStream : sendToFile
  let waiting = ''
  try {
    for await (const piece of pieces) {
      waiting += piece
      if (waiting.length < chunkSize) continue
      await send(Buffer.from(waiting))
      waiting = ''
    }
    if (waiting !== '') await send(Buffer.from(waiting))
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException
    if (code === 'EPIPE') return
    if (syscall !== 'write') throw error
    throw new FountainError('unwritable-output', `standard output cannot be written: ${message}`, { cause: error })
  }
}

/** A pipe or a file: for a small run it is not worth loading Node's streams. */
async function sendToFile(bytes: Buffer): Promise<void> {
  let sent = 0
  try {
    while (sent < bytes.length) sent += writeSync(1, bytes, sent)
  } catch (error) {
    // The other end is not ready to take more, and the pipe does not wait: the stream does.
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    await sendToStream(bytes.subarray(sent))
  }
}

async function sendToStream(bytes: Buffer): Promise<void> {
  const stream = process.stdout
  // What fails is told to the write below as well.
  if (stream.listenerCount('error') === 0) stream.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}
