import { expect, test } from 'vitest'
import { makePalette, wantsColour } from './palette.ts'

test.each([
  [{}, true, true, true],
  [{}, true, false, false],
  [{}, false, true, false],
  [{ NO_COLOR: '1' }, true, true, false],
  [{ NO_COLOR: '' }, true, true, true],
  [{ TERM: 'dumb' }, true, true, false],
  [{ FORCE_COLOR: '1' }, true, false, true],
  [{ FORCE_COLOR: '' }, true, false, true],
  [{ FORCE_COLOR: '0' }, true, true, false],
  [{ FORCE_COLOR: '1', TERM: 'dumb' }, true, false, true],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, true, false],
  [{ FORCE_COLOR: '1' }, false, true, false],
])('environment %j, flag %s, terminal %s: colour %s', (environment, color, terminal, expected) => {
  expect(wantsColour({ color, environment, terminal })).toBe(expected)
})

test('a palette colours only when asked', async () => {
  expect((await makePalette(false)).danger('x')).toBe('x')
  expect((await makePalette(true)).danger('x')).toBe('\u001b[31mx\u001b[39m')
})
