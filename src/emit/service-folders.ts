import { createHash } from 'node:crypto'

const portable = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/
/** Windows has no files of these names. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/**
 * Service → its folder's path in the output. A name that not every file system takes, or that differs from another only in
 * case, is written with other signs as `_` and a hash of it at the end.
 */
export function serviceFolders(services: readonly { readonly name: string }[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>()
  for (const { name } of services) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1)
  return new Map(
    services.map(({ name }) => {
      const isPlain =
        portable.test(name) && !device.test(name) && !name.endsWith('.') && counts.get(name.toLowerCase()) === 1
      return [name, `services/${isPlain ? name : hashedName(name)}`]
    }),
  )
}

function hashedName(name: string): string {
  const shown = name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 48)
  return `${shown}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}
