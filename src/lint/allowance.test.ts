import { describe, expect, it } from 'vitest'
import { covers } from './allowance.ts'

const discovery = (service: string, toService: string) => ({ subject: 's', service, toService, message: '', hint: '' })

describe('an allowance', () => {
  it.each([
    ['billing', 'users', 'billing', 'users', 'crossing-foreign-key', true],
    ['billing', 'users', 'users', 'billing', 'crossing-foreign-key', false],
    ['*', 'users', 'anything', 'users', 'crossing-view', true],
    ['shop-*', 'users', 'shop-eu', 'users', 'crossing-view', true],
    ['shop-*', 'users', 'workshop-eu', 'users', 'crossing-view', false],
    ['a.b', 'users', 'axb', 'users', 'crossing-view', false],
    ['billing', 'users', 'billing', 'users', 'unindexed-reference', false],
    ['*', '*', 'billing', '', 'crossing-routine', false],
  ])('%s → %s against %s → %s of %s: %s', (from, to, service, toService, rule, expected) => {
    expect(covers({ from, to, reason: 'r' }, rule, discovery(service, toService))).toBe(expected)
  })

  it('covers just the rules that it names', () => {
    const allowance = { from: '*', to: '*', rules: ['unindexed-reference'], reason: 'r' }
    expect(covers(allowance, 'unindexed-reference', discovery('a', 'b'))).toBe(true)
    expect(covers(allowance, 'crossing-view', discovery('a', 'b'))).toBe(false)
  })
})
