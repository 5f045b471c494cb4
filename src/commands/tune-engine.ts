import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { SourceFile } from '../index.ts'

/** Bytes of SQL from which on a run is long enough for V8 to compile much. */
const repetitive = 400_000
const large = 32_000_000

/**
 * Code that runs for a second is not worth what V8's optimising compiler does by default: it puts functions into each that calls them,
 * which is most of its work, and takes loops apart. Without that it leaves a second core to the collector of garbage, and a run takes
 * a seventh less time.
 */
const quickToCompile = ['--max-inlined-bytecode-size-cumulative=60', '--no-turbo-loop-peeling']

/** The newest Node whose V8 is known to know them: it complains on standard error about those that it does not. */
const newestKnown = 24

/**
 * Tells V8 what is worth its while for a source of so many bytes. The flags are for the whole process, so only commands may set
 * them; and what the build kept of V8's work is taken back only under the flags that it was kept under, so that all of it is to be
 * loaded before.
 */
export function tuneEngine(bytes: number): void {
  if (bytes > repetitive && Number.parseInt(process.versions.node) <= newestKnown)
    for (const flag of quickToCompile) setFlagsFromString(flag)
  // The heap may grow by a third, not to four times its size, before V8 looks for what is no longer needed: a third less memory for a
  // tenth more time.
  if (bytes > large) setFlagsFromString('--heap-growing-percent=30')
}

/**
 * Lets go of large texts that were read, and has V8 collect them: they are a third of what such a run holds, and V8 would keep them until
 * its heap has grown by another third. A flag opens the only door to that.
 */
export function letGo(files: readonly SourceFile[]): void {
  if (files.filter((file) => file.letGo()).length === 0) return
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
}
