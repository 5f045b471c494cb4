import type { ValueFamily } from '../value-family.ts'
import { numbered } from '../value-family.ts'

const hex = (n: number, width: number) => n.toString(16).padStart(width, '0')

const shapes: Readonly<Record<string, (n: number) => string>> = {
  uuid: (n) => `00000000-0000-4000-8000-${hex(n, 12)}`,
  bytea: (n) => `\\x${hex(n, 2)}`,
  inet: (n) => `192.0.2.${n % 256}`,
  cidr: (n) => `198.51.${n % 256}.0/24`,
  macaddr: (n) => `02:00:00:00:00:${hex(n % 256, 2)}`,
  macaddr8: (n) => `02:00:00:00:00:00:00:${hex(n % 256, 2)}`,
  json: (n) => `{"k": ${n}}`,
  jsonb: (n) => `{"k": ${n}}`,
  jsonpath: (n) => `$."k${n}"`,
  xml: (n) => `<k>${n}</k>`,
  point: (n) => `(${n},${n})`,
  line: (n) => `{1,-1,${n}}`,
  lseg: (n) => `[(0,0),(${n},${n})]`,
  box: (n) => `(${n},${n}),(0,0)`,
  path: (n) => `((0,0),(${n},0),(0,${n}))`,
  polygon: (n) => `((0,0),(${n},0),(0,${n}))`,
  circle: (n) => `<(0,0),${n}>`,
  tsvector: (n) => `'k${n}'`,
  tsquery: (n) => `'k${n}'`,
  pg_lsn: (n) => `0/${n}`,
  tid: (n) => `(0,${n})`,
  hstore: (n) => `"k"=>"${n}"`,
  ltree: (n) => `k.k${n}`,
  lquery: (n) => `k.k${n}`,
  cube: (n) => `(${n})`,
  isbn: (n) => `978-0-393-0400${n % 10}`,
}

/** Types whose values all look alike. */
export const fixed: ValueFamily = {
  id: 'fixed',
  takes: ({ name }) => Object.hasOwn(shapes, name),
  values: ({ name }, count) => [...new Set(numbered(count, shapes[name]!))],
}
