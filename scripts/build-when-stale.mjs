// Tests of the command line run the built program: it must be of the source that is tested.
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

export function setup() {
  const built = modified(`${root}dist/cli.cjs`)
  const sources = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|css)$/.test(path) && !/\.(test|test-support)\.ts$/.test(path))
    .map((path) => `${root}src/${path}`)
  if ([`${root}scripts/build.mjs`, ...sources].every((path) => modified(path) <= built)) return
  const { status } = spawnSync(process.execPath, [`${root}scripts/build.mjs`, '--fast'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('the program could not be built')
}

// As a program of its own: before what runs the built library.
if (process.argv.includes('--now')) setup()
