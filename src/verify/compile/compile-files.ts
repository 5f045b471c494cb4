import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { existsSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Artifact } from '../../emit/artifact.ts'
import { endWithProcess } from '../scratch/end-with-process.ts'
import { findPackage } from './find-compiler.ts'

/** As strict as the compiler can be; what is generated is to fit into any project. */
const options = {
  strict: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  noEmit: true,
  target: 'es2023',
  module: 'nodenext',
  allowImportingTsExtensions: true,
  types: ['node'],
}

/** Packages that generated files import, and those that their types need. */
const packages = ['kysely', 'pg', '@types/pg', '@types/node']

/** What the compiler says about the TypeScript among the files, line by line; in a temporary folder that is removed. */
export async function compileFiles(compiler: string, files: readonly Artifact[], cwd: string): Promise<string[]> {
  const folder = join(await realpath(tmpdir()), `fountain-split-compile-${randomUUID()}`)
  const remove = () => rm(folder, { recursive: true, force: true })
  const keep = endWithProcess(remove, () => rmSync(folder, { recursive: true, force: true }))
  try {
    await mkdir(folder, { mode: 0o700 })
    await put(folder, 'package.json', JSON.stringify({ type: 'module', private: true }))
    await put(folder, 'tsconfig.json', JSON.stringify({ compilerOptions: options, include: ['services/**/*.ts'] }))
    for (const { path, text } of files) await put(folder, path, text)
    for (const name of packages) await link(folder, name, findPackage(name, cwd))
    await link(folder, 'fountain-split', findPackage('fountain-split', cwd) ?? ourFolder())
    const { code, said } = await run(compiler, folder)
    const lines = said.split('\n').filter((line) => line.trim() !== '')
    return code === 0 || lines.length > 0 ? lines : [`the compiler ended with ${code}`]
  } finally {
    await remove()
    keep()
  }
}

/** Our own package's folder, from the built program as from the sources. */
function ourFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder)
  return folder
}

async function put(folder: string, path: string, text: string): Promise<void> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

async function link(folder: string, name: string, to: string | undefined): Promise<void> {
  if (to === undefined) return
  const path = join(folder, 'node_modules', name)
  await mkdir(dirname(path), { recursive: true })
  await symlink(to, path, 'junction')
}

function run(compiler: string, folder: string): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], { cwd: folder, stdio: 'pipe' })
    let said = ''
    child.stdout.on('data', (data: Buffer) => (said += data.toString()))
    child.stderr.on('data', (data: Buffer) => (said += data.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, said }))
  })
}
