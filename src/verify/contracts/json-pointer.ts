/** A member's name as a JSON pointer (RFC 6901) has it. */
export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** What a pointer, as it stands after the `#` of a URI, leads to; undefined where it leads nowhere. */
export function followPointer(value: unknown, fragment: string): unknown {
  if (fragment === '') return value
  if (!fragment.startsWith('/')) return undefined
  const names = fragment.slice(1).split('/').map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~')) // prettier-ignore
  return names.reduce<unknown>((found, name) => (isNode(found) && Object.hasOwn(found, name) ? found[name] : undefined), value) // prettier-ignore
}

export type Node = Readonly<Record<string, unknown>>

/** An object or an array. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null
}
