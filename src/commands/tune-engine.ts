import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { SourceFile } from '../index.ts'

/** Bytes of SQL from which on a run is long enough for V8 to compile much. */
const repetitive = 400_000
const large = 32_000_000

/**
 * Tells V8 what is worth its while for a source of so many bytes. The flags are for the whole process, so only commands may set
 * them; and what the build kept of V8's work is taken back only under the flags that it was kept under, so that all of it is to be
 * loaded before.
 */
export function tuneEngine(bytes: number): void {
  // A function that is put into each that calls it is compiled as often, which for a run of a second is most of what the compiler does:
  // a sixth of the time of the processor, and a tenth by the clock, for the compiler leaves the second core to the collector.
  if (bytes > repetitive) setFlagsFromString('--max-inlined-bytecode-size-cumulative=150')
  // The heap may grow by a third, not to four times its size, before V8 looks for what is no longer needed: a third less memory for a
  // tenth more time.
  if (bytes > large) setFlagsFromString('--heap-growing-percent=30')
}

/**
 * Lets go of large texts that were read, and has V8 collect them: they are a third of what such a run holds, and V8 would keep them until
 * its heap has grown by another third. A flag opens the only door to that.
 */
export function letGo(files: readonly SourceFile[]): void {
  for (const file of files) file.letGo()
  if (sizeOf(files) <= large) return
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
}

function sizeOf(files: readonly SourceFile[]): number {
  return files.reduce((sum, { length }) => sum + length, 0)
}
