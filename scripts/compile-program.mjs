// Keeps what V8 makes of the program on small runs, for the runs after: beside every chunk, for this version of Node.
//   node scripts/compile-program.mjs
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { devNull } from 'node:os'
import { fileURLToPath } from 'node:url'
import v8 from 'node:v8'

const root = fileURLToPath(new URL('../', import.meta.url))
const { compiledFile, loadChunk, scripts } = createRequire(import.meta.url)('../dist/start.cjs')

// V8 takes code back only under the flags that it was made under, and a flag that was set and unset again counts.
v8.setFlagsFromString = () => {}
process.chdir(root)
const { main } = loadChunk('cli.cjs')
await main(['analyze', 'fixtures/fountain.sql', '--output', devNull])
await main(['lint', 'fixtures/fountain.sql', '--fail-on', 'never', '--quiet', '--output', devNull])
for (const [path, script] of scripts) writeFileSync(compiledFile(path), script.createCachedData())
