import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { withInitialMemory } from './wasm-memory.ts'

const { resolve } = createRequire(import.meta.url)
const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
/** With a section that is passed over, and a memory section of this. */
const moduleWith = (...memory: readonly number[]) => Uint8Array.from([...header, 0, 2, 1, 0x61, 5, memory.length, ...memory]) // prettier-ignore
const memoryOf = (module: Uint8Array) => [...module.slice(header.length + 6)]

describe('the memory that a module begins with', () => {
  test('becomes less', () => {
    expect(memoryOf(withInitialMemory(moduleWith(1, 1, 0x80, 0x10, 0x80, 0x80, 1), 640))).toEqual([1, 1, 0x80, 0x05, 0x80, 0x80, 1]) // prettier-ignore
    expect(memoryOf(withInitialMemory(moduleWith(1, 1, 0xff, 0x7f, 0x80, 0x80, 1), 300))).toEqual([1, 1, 0xac, 0x02, 0x80, 0x80, 1]) // prettier-ignore
  })

  test.each<readonly [string, Uint8Array, number]>([
    ['less already', moduleWith(1, 1, 0x80, 0x04, 0x80, 0x80, 1), 640],
    ['as much', moduleWith(1, 1, 0x80, 0x05, 0x80, 0x80, 1), 640],
    ['without a maximum', moduleWith(1, 0, 0x80, 0x10), 640],
    ['told in one byte', moduleWith(1, 1, 0x7f, 0x80, 1), 640],
    ['told in three', moduleWith(1, 1, 0x80, 0x80, 1, 0x80, 0x80, 1), 640],
    ['two memories', moduleWith(2, 1, 0x80, 0x10, 0x80, 0x80, 1, 0, 1), 640],
    ['asked for in one byte', moduleWith(1, 1, 0x80, 0x10, 0x80, 0x80, 1), 100],
    ['no memory', Uint8Array.from(header), 640],
    ['cut short', moduleWith(1), 640],
  ])('stays: %s', (_, module, pages) => {
    expect([...withInitialMemory(module, pages)]).toEqual([...module])
  })

  test.each(['libpg-query', 'libpg-query-16'])('of %s is another', (name) => {
    const module = readFileSync(resolve(`${name}/wasm/libpg-query.wasm`))
    const changed = withInitialMemory(module, 640)
    expect(module.filter((byte, at) => byte !== changed[at])).toHaveLength(1)
  })
})
