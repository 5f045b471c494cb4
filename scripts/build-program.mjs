// Builds the program as CommonJS that src/commands/start.ts loads (dist/start.cjs, dist/cli.cjs, dist/past.cjs, dist/chunks/*.cjs): Node
// starts that a tenth of a bare start sooner than its loader of ES modules. Only ES modules can be split, so that is what
// esbuild makes first.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build, transform } from 'esbuild'

const here = 'const importMetaUrl=require("node:url").pathToFileURL(__filename).href;'

/** `shared`: esbuild's options. Throws what esbuild throws. */
export async function buildProgram(shared, { entries, start }) {
  // Bundled CommonJS may ask where it is, and finds nothing there.
  const define = { 'import.meta.url': 'importMetaUrl', __dirname: '"."' }
  const outfile = join(shared.outdir, 'start.cjs')
  const { outdir: _, chunkNames: __, ...rest } = shared
  await build({ ...rest, entryPoints: [start], outfile, format: 'cjs', define, banner: { js: here } })
  const { outputFiles } = await build({
    ...shared,
    entryPoints: entries,
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.cjs' },
    define,
    write: false,
  })
  for (const { path, text } of outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: shared.target,
      minifyWhitespace: true,
    })
    await mkdir(dirname(path), { recursive: true })
    const head = text.includes('importMetaUrl') ? here : ''
    await writeFile(path, `'use strict';${head}${inAscii(requireLater(code))}`)
  }
}

/** What esbuild leaves (in regular expressions): a program of one byte a character is loaded in a tenth of the time. */
function inAscii(code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * `import()` becomes `require`: of our own chunks, and of packages, since Node 20 forgets how to import in code that it
 * took from a cache.
 */
function requireLater(code) {
  return code
    .replace(/\bimport\(("[^"]+\.cjs")\)/g, 'Promise.resolve().then(()=>require($1))')
    .replace(/\bimport\(("[@a-z][^"]*")\)/g, 'Promise.resolve().then(()=>{const m=require($1);return{...m,default:m}})')
}
