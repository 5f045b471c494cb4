import fc from 'fast-check'
import { expect, test } from 'vitest'
import { samplePattern } from './sample-pattern.ts'

const patterns = [
  '^https?://[^[:space:]]+$', '^[A-Z]{3}$', '^[A-Z0-9._%+-]+@[A-Z0-9.-]+\\.[A-Z]{2,}$', '^(red|green|blue)-\\d{2,4}$',
  '^[0-9]{3}-?[0-9]{4}$', '^\\+?[1-9]\\d*$', '^(?:a|b)+[]x]$', 'middle', '^[^0-9a-z]$', '^\\w+(\\s\\w+)?$',
] // prettier-ignore

test.each(patterns)('samples of %s match it, and are different', (pattern) => {
  const native = new RegExp(pattern.replaceAll('[:space:]', '\\s').replaceAll('[]x]', '[\\]x]'))
  const samples = Array.from({ length: 30 }, (_, n) => samplePattern(pattern, n))
  for (const sample of samples) expect(sample).toMatch(native)
  expect(new Set(samples).size).toBeGreaterThan(pattern === 'middle' ? 0 : 2)
})

test('what is not known gives nothing, and nothing breaks it', () => {
  expect(samplePattern('^(?=a)b$', 1)).toBeUndefined()
  expect(samplePattern('^(a', 1)).toBeUndefined()
  fc.assert(fc.property(fc.string(), fc.nat(), (pattern, n) => ['string', 'undefined'].includes(typeof samplePattern(pattern, n)))) // prettier-ignore
})
