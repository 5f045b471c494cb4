import type { ValueFamily } from '../value-family.ts'
import { numbered } from '../value-family.ts'

const names = new Set(['text', 'varchar', 'bpchar', 'name', 'citext', 'char'])

/** Words; some with capitals, spaces at the end, and what must be quoted. */
export const texts: ValueFamily = {
  id: 'texts',
  takes: ({ name }) => names.has(name),
  values({ name, length = name === 'char' ? 1 : Infinity }, count) {
    const letters = numbered(count, (n) => String.fromCharCode(97 + ((n - 1) % 26)))
    const words = numbered(count, (n) => `k${n}`)
    const odd = ['K1', `it's "k"`, 'ä', '', 'k1 ']
    const links = numbered(3, (n) => `https://example.org/${n}`)
    const mails = numbered(3, (n) => `k${n}@example.org`)
    const dense = numbered(count, (n) => (length === Infinity ? '' : String(n).padStart(length, '0')))
    const all = [...words, ...odd, ...links, ...mails, ...(length < 4 ? [...letters, ...dense] : [])]
    return [...new Set(all.filter((text) => text.length <= length))]
  },
}
