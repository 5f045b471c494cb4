/**
 * A WebAssembly module that begins with less memory, and grows when it needs more; as it is where that cannot be told.
 *
 * The grammars ask for 128 MB at once and use a hundredth of it. Nothing touches the rest, but V8 counts it, and collects garbage
 * three times within a small run for it.
 *
 * @param pages of 64 KB
 */
export function withInitialMemory(module: Uint8Array, pages: number): Uint8Array {
  const at = placeOfInitialMemory(module)
  if (at === undefined || pages < oneByte || pages >= oneByte ** 2) return module
  const [low, high] = [module[at]!, module[at + 1]!]
  // Two bytes, of which the first says that another follows, and the second that it is the last.
  if (low < oneByte || high >= oneByte || low - oneByte + high * oneByte <= pages) return module
  const changed = Uint8Array.from(module)
  changed[at] = oneByte + (pages % oneByte)
  changed[at + 1] = Math.floor(pages / oneByte)
  return changed
}

/** What one byte of a number holds; the eighth bit says whether another byte follows. */
const oneByte = 128
const headerSize = 8
const memorySection = 5
const hasMaximum = 1

function placeOfInitialMemory(module: Uint8Array): number | undefined {
  let at = headerSize
  const number = (): number => {
    let value = 0
    for (let scale = 1; at < module.length; scale *= oneByte) {
      const byte = module[at++]!
      value += (byte % oneByte) * scale
      if (byte < oneByte) break
    }
    return value
  }
  while (at < module.length) {
    const section = module[at++]
    const end = number() + at
    if (section === memorySection) return number() === 1 && module[at] === hasMaximum ? at + 1 : undefined
    at = end
  }
  return undefined
}
