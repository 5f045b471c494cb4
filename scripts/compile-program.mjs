// Keeps what V8 makes of the program on small runs, for the runs after: of the entry and what it takes at once beside each, and of all
// further chunks that these runs take in one file, dist/pack.cjs; for this version of Node.
//   node scripts/compile-program.mjs
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { devNull } from 'node:os'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import v8 from 'node:v8'

const root = fileURLToPath(new URL('../', import.meta.url))
const { compiledFile, loadChunk, packPath, scripts, wrapChunk } = createRequire(import.meta.url)('../dist/start.cjs')
const packing = process.argv.includes('--pack')

// V8 takes code back only under the flags that it was made under, and a flag that was set and unset again counts.
v8.setFlagsFromString = () => {}
process.chdir(root)
if (packing) {
  rmSync(compiledFile(packPath), { force: true })
} else {
  // Which chunks there are to pack is known after the runs, and V8 forgets what it has made of a text for another.
  const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--pack'], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
  writeFileSync(compiledFile(packPath), '')
}
const { main } = loadChunk('cli.cjs')
const first = new Set(scripts.keys())
await main(['analyze', 'fixtures/fountain.sql', '--output', devNull])
if (packing) {
  const chunks = [...scripts.keys()].filter((path) => !first.has(path))
  const members = chunks.map((path) => `${JSON.stringify(basename(path))}:${wrapChunk(readFileSync(path, 'latin1'))}`)
  writeFileSync(packPath, `({${members.join(',\n')}})`, 'latin1')
} else {
  await main(['lint', 'fixtures/fountain.sql', '--fail-on', 'never', '--quiet', '--output', devNull])
  for (const [path, script] of scripts) writeFileSync(compiledFile(path), script.createCachedData())
}
