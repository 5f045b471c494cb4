import { FountainError } from '../index.ts'
import { isTerminal } from './is-terminal.ts'
import { writeNow } from './write-now.ts'

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
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw asUnwritable(error)
  }
}

/** What kept standard output from being written as a FountainError `unwritable-output`; any other error as it is. */
export function asUnwritable(error: unknown): unknown {
  if (!(error instanceof Error) || (error as NodeJS.ErrnoException).syscall !== 'write') return error
  return new FountainError('unwritable-output', `standard output cannot be written: ${error.message}`, { cause: error })
}

/** A pipe or a file: for a small run it is not worth loading Node's streams. */
async function sendToFile(bytes: Buffer): Promise<void> {
  const sent = writeNow(bytes)
  // The stream waits where the pipe does not.
  if (sent < bytes.length) await sendToStream(bytes.subarray(sent))
}

async function sendToStream(bytes: Buffer): Promise<void> {
  const stream = process.stdout
  // What fails is told to the write below as well.
  if (stream.listenerCount('error') === 0) stream.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}
