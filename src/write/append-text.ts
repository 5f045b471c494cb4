import { appendFile } from 'node:fs/promises'

/** Adds to a file that belongs to somebody else, such as a CI job's summary; whether that worked. */
export async function appendText(file: string, text: string): Promise<boolean> {
  return appendFile(file, text).then(
    () => true,
    () => false,
  )
}
