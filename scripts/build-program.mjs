// Builds the program (dist/cli.cjs and dist/chunks/*.cjs) as CommonJS: Node starts that a tenth of a bare start sooner than
// its loader of ES modules, and reads a chunk without asking the event loop for it. Only ES modules can be split, so that is
// what esbuild makes first.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { build, transform } from 'esbuild'

const here = 'const importMetaUrl=require("node:url").pathToFileURL(__filename).href;'

/** `shared`: esbuild's options; returns nothing, throws what esbuild throws. */
export async function buildProgram(shared, entry) {
  const { outputFiles } = await build({
    ...shared,
    entryPoints: { cli: entry },
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.cjs' },
    define: { 'import.meta.url': 'importMetaUrl' },
    write: false,
  })
  for (const { path, text } of outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: shared.target,
      minifyWhitespace: true,
    })
    const converted = requireOurs(code)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, `'use strict';${text.includes('importMetaUrl') ? here : ''}${converted}`)
  }
}

/** `import()` of our own chunks becomes `require`. */
function requireOurs(code) {
  return code.replace(/\bimport\(("[^"]+\.cjs")\)/g, 'Promise.resolve().then(()=>require($1))')
}
