import { expect, it } from 'vitest'
import { rateWithData } from './rate-with-data.ts'

it.each([
  [0.85, { values: 0, missing: 0 }, 0.85],
  [0.85, { values: 5, missing: 0 }, 0.88],
  [0.85, { values: 500, missing: 0 }, 0.94],
  [0.85, { values: 500, missing: 5 }, 0.87],
  [0.95, { values: 500, missing: 250 }, 0.26],
  [1, { values: 10, missing: 10 }, 0.15],
])('%f with %o is %f', (before, data, after) => expect(rateWithData(before, data).confidence).toBe(after))
