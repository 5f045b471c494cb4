// Keeps the grammar of PostgreSQL 18 with V8's code of what a small run calls of it, for src/source/kept-grammar.ts to take back:
// compiling that anew is a quarter of such a run. Where this version of Node does not give or take it, none is kept.
//   node scripts/compile-grammar.mjs
import { spawnSync } from 'node:child_process'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { devNull } from 'node:os'
import { fileURLToPath } from 'node:url'
import v8 from 'node:v8'
import vm from 'node:vm'

const root = fileURLToPath(new URL('../', import.meta.url))
const { compiledFile, loadChunk } = createRequire(import.meta.url)('../dist/start.cjs')
const files = ['code', 'wasm'].map((part) => compiledFile(`${root}dist/grammar-18.${part}`))
const forget = () => files.forEach((file) => rmSync(file, { force: true }))
const step = process.argv[2]
process.chdir(root)

if (step === undefined) {
  // What V8 cannot do with code it ends the process for.
  const works = ['keep', 'take'].every((name) => {
    return spawnSync(process.execPath, [fileURLToPath(import.meta.url), name], { stdio: 'ignore' }).status === 0
  })
  if (!works) forget()
} else if (step === 'take') {
  WebAssembly.Module = undefined
  await analyze()
} else {
  forget()
  for (const flag of ['--no-liftoff', '--allow-natives-syntax']) v8.setFlagsFromString(flag)
  v8.setFlagsFromString = () => {}
  const { Module } = WebAssembly
  const compiled = []
  WebAssembly.Module = function (bytes) {
    const module = new Module(bytes)
    compiled.push({ bytes, module })
    return module
  }
  await analyze()
  const [{ bytes, module }] = compiled
  const code = vm.runInThisContext('(module) => %SerializeWasmModule(module)')(module)
  // Whole or not at all: of code that ends too soon V8 makes a crash.
  for (const [index, kept] of [Buffer.from(code), bytes].entries()) writeFileSync(`${files[index]}.part`, kept)
  for (const file of files) renameSync(`${file}.part`, file)
}

async function analyze() {
  await loadChunk('cli.cjs').main(['analyze', 'fixtures/fountain.sql', '--output', devNull])
}
