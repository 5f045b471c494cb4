// Puts the HTML report's page, script and style, in the place of src/page/page-text.ts: for the build (esbuild) and for
// the tests (vite).
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const folder = fileURLToPath(new URL('../src/page/view/', import.meta.url))
const place = /[\\/]src[\\/]page[\\/]page-text\.ts$/

/** The module that stands in for page-text.ts. Throws what esbuild throws. */
async function bundlePage() {
  const make = async (entry) => {
    const { outputFiles } = await build({
      entryPoints: [`${folder}${entry}`],
      bundle: true,
      format: 'iife',
      target: ['chrome111', 'firefox113', 'safari16.4'],
      minify: true,
      charset: 'utf8',
      legalComments: 'none',
      write: false,
      logLevel: 'warning',
    })
    return outputFiles[0].text.trim()
  }
  const [script, style] = await Promise.all([make('main.ts'), make('page.css')])
  if (/<\/(script|style)|<!--/i.test(script + style)) throw new Error('the page would end its own element')
  return `export const script = ${JSON.stringify(script)}\nexport const style = ${JSON.stringify(style)}\n`
}

export const pageForBuild = {
  name: 'page',
  setup({ onLoad }) {
    onLoad({ filter: place }, async () => ({ contents: await bundlePage(), loader: 'ts' }))
  },
}

export const pageForTests = {
  name: 'page',
  enforce: 'pre',
  load: (id) => (place.test(id.split('?')[0]) ? bundlePage() : undefined),
}
