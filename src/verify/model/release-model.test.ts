import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { alongMutants, realAlongRules } from './along-mutants.ts'
import { alongScenes } from './along-scene.ts'
import { alongWorld } from './along-world.ts'
import { changeMutants, realChangeRules } from './change-mutants.ts'
import { changeScenes } from './change-scene.ts'
import { changeWorld } from './change-world.ts'
import type { World } from './explore.ts'
import { explore } from './explore.ts'
import { realRules } from './real-rules.ts'
import { releaseWorld } from './release-world.ts'
import { ruleMutants } from './rule-mutants.ts'
import { scenes } from './scene-registry.ts'

/** Rows of the page's tables, as lists of cells. */
const page = readFileSync('docs/release-saga.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .join('|'),
  )

function mapValues<Value, Result>(
  all: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, map(value)]))
}

const figure = new Intl.NumberFormat('en')

/** Of all: releases, changes of keys, and changes that take keys along. */
const worlds: Readonly<Record<string, { readonly world: () => World<unknown>; readonly bound: number }>> = {
  ...mapValues(scenes, (scene) => ({ world: () => releaseWorld(scene, realRules), bound: scene.bound })),
  ...mapValues(changeScenes, (scene) => ({ world: () => changeWorld(scene, realChangeRules), bound: scene.bound })),
  ...mapValues(alongScenes, (scene) => ({ world: () => alongWorld(scene, realAlongRules), bound: scene.bound })),
}
const mutants = [
  ...ruleMutants.map(({ rules, ...each }) => ({ ...each, world: releaseWorld(scenes[each.scene]!, rules) })),
  ...changeMutants.map(({ rules, ...each }) => ({ ...each, world: changeWorld(changeScenes[each.scene]!, rules) })),
  ...alongMutants.map(({ rules, ...each }) => ({ ...each, world: alongWorld(alongScenes[each.scene]!, rules) })),
]

test.each(Object.entries(worlds))(
  '%s: nothing is torn, and everything comes to rest',
  { timeout: 60_000 },
  (name, { world, bound }) => {
    const found = explore(world(), bound)
    process.stdout.write(`${name}: ${found.states} states, ${found.rests} of them at rest\n`)
    expect(found.flaw).toBeUndefined()
    expect(found.complete).toBe(true)
    expect(page).toContain(`|${name}|${figure.format(found.states)}|${figure.format(found.rests)}|`)
  },
)

test.each(mutants)('$rule; $mutant', { timeout: 60_000 }, ({ rule, mutant, scene, world, ...more }) => {
  const bound = ('bound' in more ? more.bound : undefined) ?? worlds[scene]!.bound
  const found = explore<unknown>(world as World<unknown>, bound)
  const caught = found.complete || found.flaw !== undefined ? found.flaw?.what : `never ends: more than ${bound} states`
  expect(caught).toBeDefined()
  expect(page).toContain(`|${rule}|${mutant}|${scene}|${caught}|`)
})

test('a scene that is too big for its bound is a failure, not a proof', () => {
  const found = explore(releaseWorld(scenes['a circle of two']!, realRules), 100)
  expect(found).toEqual({ states: 100, rests: expect.any(Number), complete: false })
})

test('a counter-example is a shortest one, and tells its steps', () => {
  const { rules, scene } = ruleMutants.find(({ mutant }) => mutant === 'the row goes with the decision')!
  expect(explore(releaseWorld(scenes[scene]!, rules), 5000).flaw).toEqual({
    what: 'shop/basket refers to people/ann, which is not there',
    trace: [
      'request people/ann',
      'ask v1 people/ann 0.1 #1 people>blog',
      'ask v1 people/ann 0.1 #1 people>shop',
      'vote yes people/ann 0.1 #1 blog>people',
      'vote yes people/ann 0.1 #1 shop>people',
    ],
  })
})
