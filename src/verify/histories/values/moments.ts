import type { ValueFamily } from '../value-family.ts'
import { numbered } from '../value-family.ts'

const day = (n: number) => new Date(Date.UTC(2001, 0, n)).toISOString().slice(0, 10)
const hour = (n: number) => `${String(n % 24).padStart(2, '0')}:00:00`

const shapes: Readonly<Record<string, (n: number) => string>> = {
  date: day,
  timestamp: (n) => `${day(n)} 12:00:00`,
  timestamptz: (n) => `${day(n)} 12:00:00+00`,
  time: hour,
  timetz: (n) => `${hour(n)}+00`,
  interval: (n) => `${n} days`,
}

/** Days of 2001, hours of a day, lengths in days. */
export const moments: ValueFamily = {
  id: 'moments',
  takes: ({ name }) => Object.hasOwn(shapes, name),
  values({ name }, count) {
    const plain = numbered(count, shapes[name]!)
    return [...new Set(name === 'interval' ? [...plain, '24 hours', '1 mon'] : plain)]
  },
}
