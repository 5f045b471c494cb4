import type { Check } from '../check.ts'
import { compileFiles } from '../compile/compile-files.ts'

const shown = 20

/** The generated TypeScript compiles as strictly as can be. */
export const typesCompile: Check = {
  id: 'types-compile',
  offline: true,
  async check({ artifacts, cwd, tell, compiler: find }) {
    const files = artifacts.filter(({ path }) => path.endsWith('.ts'))
    if (files.length === 0) return { passed: true, details: [], notChecked: [] }
    const compiler = find()
    if (compiler === undefined)
      return {
        passed: null,
        details: [],
        notChecked: ['there is no TypeScript compiler here; `npm install --save-dev typescript` and run it again'],
      }
    tell('compiling the generated TypeScript')
    const lines = await compileFiles(compiler, files, cwd)
    const details = lines.slice(0, shown)
    if (lines.length > shown) details.push(`and ${lines.length - shown} lines more`)
    return { passed: lines.length === 0, details, notChecked: [] }
  },
}
