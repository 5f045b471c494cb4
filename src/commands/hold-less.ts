import { statSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'

const large = 32_000_000

/**
 * For a large source: V8 may let its heap grow by a third, not to four times its size, before it looks for what is no longer
 * needed. That is a third less memory for a tenth more time. The flag is for the whole process, so only commands may set it.
 */
export function holdLess(sources: readonly string[]): void {
  let size = 0
  for (const source of sources) size += statSync(source, { throwIfNoEntry: false })?.size ?? 0
  if (size > large) setFlagsFromString('--heap-growing-percent=30')
}
