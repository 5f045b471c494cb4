import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FountainError } from '../core/fountain-error.ts'
import type { Artifact } from '../emit/artifact.ts'
import type { Fault } from './output-folder.test-support.ts'
import { Crash, fastFileSystem, faultyFileSystem, generated } from './output-folder.test-support.ts'
import { makeFolder, migration, snapshot } from './output-folder.test-support.ts'
import { workName } from './output-path.ts'
import type { Permissions } from './refuse-conflicts.ts'
import { writeArtifacts } from './write-artifacts.ts'

let place = ''
beforeAll(async () => {
  place = await makeFolder()
})
afterAll(() => rm(place, { recursive: true }))

const before: readonly Artifact[] = [
  generated('README.md', 'old\n'),
  generated('plan.json', '{}\n'),
  generated('services/gone/src/database.ts', 'export {}\n'),
  migration('services/one/migrations/0001_one.sql', 'CREATE TABLE one ();\n'),
]
const after: readonly Artifact[] = [
  generated('README.md', 'new\n'),
  generated('plan.json', '{}\n'),
  migration('services/new/migrations/0001_new.sql', 'CREATE TABLE new ();\n'),
  migration('services/one/migrations/0001_one.sql', 'CREATE TABLE one (id int);\n'),
]

/** Tells a failure instead of throwing it. */
async function attempt(
  folder: string,
  artifacts: readonly Artifact[],
  permissions: Permissions = {},
  files = fastFileSystem,
): Promise<string> {
  try {
    await writeArtifacts(folder, artifacts, permissions, files)
    return 'done'
  } catch (error) {
    if (error instanceof Crash) return 'killed'
    if (error instanceof FountainError && error.exitCode === 2) return error.code
    throw error
  }
}

type State = Awaited<ReturnType<typeof snapshot>>

/** `old` and `new` with drafts or without; `mixed` is what must never be met by anybody who waits for the next run. */
function nameState(found: State, states: { old: State; new: State }): string {
  const text = (state: State) => JSON.stringify(Object.entries(state ?? {}).filter(([path]) => !path.startsWith(workName)).sort()) // prettier-ignore
  if (text(found) === text(states.new)) return 'new'
  return text(found) === text(states.old) ? 'old' : 'mixed'
}

const hasDrafts = (state: State) => Object.keys(state ?? {}).some((path) => path.startsWith(workName))

async function statesOf(from: readonly Artifact[] | undefined) {
  const sample = join(await mkdtemp(join(place, 'sample-')), 'out')
  if (from !== undefined) await writeArtifacts(sample, from)
  const old = await snapshot(sample)
  const counting = faultyFileSystem('error', Infinity)
  await writeArtifacts(sample, after, { rebase: true }, counting.files)
  const asked = join(await mkdtemp(join(place, 'asked-')), 'out')
  await writeArtifacts(asked, from ?? before)
  return { old, new: await snapshot(sample), asked: await snapshot(asked), calls: counting.calls() }
}

const runs: readonly (readonly [name: string, from: readonly Artifact[] | undefined])[] = [
  ['into a new folder', undefined],
  ['over an earlier output', before],
]

/** How a run may end, and what then stands in the folder, at once and after the next run was asked for the old output. */
const expected: Record<Fault, readonly string[]> = {
  error: ['done: new', 'unwritable-output: old'],
  'late error': ['done: new', 'unwritable-output: old'],
  errors: ['done: new', 'unwritable-output: mixed', 'unwritable-output: new', 'unwritable-output: old'],
  crash: ['done: new', 'killed: mixed', 'killed: new', 'killed: old'],
  'torn crash': ['done: new', 'killed: mixed', 'killed: new', 'killed: old'],
}

describe.each(runs)('%s, whatever step fails', (_name, from) => {
  test.each(Object.keys(expected) as Fault[])('%s', async (fault) => {
    const states = await statesOf(from)
    const folder = join(await mkdtemp(join(place, 'out-')), 'out')
    const atOnce = new Set<string>()
    const later = new Set<string>()
    for (let at = 0; at < states.calls; at++) {
      if (from !== undefined) await attempt(folder, from)
      const ending = await attempt(folder, after, { rebase: true }, faultyFileSystem(fault, at).files)
      atOnce.add(`${ending}: ${nameState(await snapshot(folder), states)}`)
      // Asked for the old output, a run without permission to rebase refuses the new one, and would refuse a mixture.
      const again = await attempt(folder, from ?? before)
      const found = await snapshot(folder)
      later.add(
        `${again}: ${nameState(found, { old: states.asked, new: states.new })}${hasDrafts(found) ? ' and drafts' : ''}`,
      )
      await rm(folder, { recursive: true })
    }
    expect(states.calls).toBeGreaterThan(30)
    for (const outcome of atOnce) expect(expected[fault]).toContain(outcome)
    for (const outcome of later) expect(['done: old', 'changed-migration: new']).toContain(outcome)
    expect(later.size).toBeGreaterThan(0)
  })
})

test('what a human changed since a run was interrupted is not put back', async () => {
  const folder = join(place, 'touched')
  const kept: string[] = []
  for (let at = 0; at < 200; at++) {
    await attempt(folder, before)
    const ending = await attempt(folder, after, { rebase: true }, faultyFileSystem('crash', at).files)
    if (ending === 'done') break
    await writeFile(join(folder, 'README.md'), 'mine\n')
    kept.push(`${await attempt(folder, after, { rebase: true })}: ${(await snapshot(folder))!['README.md']}`)
    await rm(folder, { recursive: true })
  }
  expect(kept.length).toBeGreaterThan(30)
  expect(new Set(kept)).toEqual(new Set(['edited-file: mine\n']))
})
