import { expect, test } from 'vitest'
import { codeFrame } from './code-frame.ts'

const evidence = { file: 'a.sql', line: 3, column: 8, text: 'tabel x' }

test('the line, those around it, and a mark', () => {
  expect(codeFrame(evidence, 'one\n\nCREATE tabel x\nfour\n')).toEqual([
    'a.sql:3:8',
    '> 3 | CREATE tabel x',
    '    |        ^',
    '  4 | four',
  ])
})

test('columns are code points, tabs one of them, and nothing steers the terminal', () => {
  expect(codeFrame({ ...evidence, line: 1, column: 4 }, '\t😀\u001bx')).toEqual([
    'a.sql:1:4',
    '> 1 |  😀\\u{1b}x',
    '    |          ^',
  ])
})

test('a long line is shown around the place', () => {
  const frame = codeFrame({ ...evidence, line: 1, column: 501 }, `${'a'.repeat(500)}X${'b'.repeat(500)}`)
  expect(frame[1]).toHaveLength('> 1 | …'.length + 100)
  expect(frame[1]![frame[2]!.indexOf('^')]).toBe('X')
})

test('the excerpt, where there is no file or no such line', () => {
  const alone = ['a.sql:3:8', '> 3 | tabel x']
  expect(codeFrame(evidence)).toEqual(alone)
  expect(codeFrame(evidence, 'one\n')).toEqual(alone)
})
