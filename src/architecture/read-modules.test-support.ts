import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { parseSync } from 'vite'

/** One import, re-export, `import()`, type import or `require` of a module. */
export interface Import {
  /** Path below `src/`, `../…` outside of it, or the name of a package (`node:fs`, `chalk`). */
  readonly to: string
  readonly how: 'value' | 'type' | 'dynamic'
  /** The imported names; `*` for all of it. */
  readonly names: readonly string[]
  readonly line: number
}

export interface Module {
  /** Below `src/`, forward slashes. */
  readonly path: string
  readonly lines: number
  readonly imports: readonly Import[]
  /** `process.exitCode` and the like. */
  readonly processUses: readonly string[]
}

/** All modules below a folder, sorted by path. */
export function readModules(folder: string): Module[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => readModule(path, readFileSync(join(folder, path), 'utf8')))
}

/** Reads one module. Throws for what is no TypeScript, and for an import whose name only a run could tell. */
export function readModule(path: string, text: string): Module {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`)
  const imports: Import[] = []
  const processUses: string[] = []
  visit(program, (node) => {
    const member = memberOf(node, 'process')
    if (member !== undefined) processUses.push(member)
    const found = importOf(node)
    if (found === undefined) return
    const line = text.slice(0, node['start'] as number).split('\n').length
    if (typeof found.from !== 'string') throw new Error(`${path}:${line}: an import whose name is not written there`)
    const to = found.from.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), found.from)) : found.from
    imports.push({ to, how: found.how, names: found.names, line })
  })
  return { path, lines: text.replace(/\n$/, '').split('\n').length, imports, processUses }
}

type SyntaxNode = { readonly [field: string]: unknown }

function visit(value: unknown, tell: (node: SyntaxNode) => void): void {
  if (value === null || typeof value !== 'object') return
  const node = value as SyntaxNode
  if (typeof node['type'] === 'string') tell(node)
  for (const child of Object.values(node)) visit(child, tell)
}

function importOf(node: SyntaxNode): { from: unknown; how: Import['how']; names: string[] } | undefined {
  const literal = (value: unknown): unknown => (value as SyntaxNode | null | undefined)?.['value']
  switch (node['type']) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration': {
      if (node['source'] === null || node['source'] === undefined) return undefined
      const entries = (node['specifiers'] ?? []) as SyntaxNode[]
      const kind = node['type'] === 'ImportDeclaration' ? 'importKind' : 'exportKind'
      const typed = node[kind] === 'type' || (entries.length > 0 && entries.every((entry) => entry[kind] === 'type'))
      const names = entries.map((entry) => String((entry['imported'] as SyntaxNode | undefined)?.['name'] ?? '*'))
      return { from: literal(node['source']), how: typed ? 'type' : 'value', names }
    }
    case 'ImportExpression':
      return { from: literal(node['source']), how: 'dynamic', names: ['*'] }
    case 'TSImportType':
      return { from: literal(node['source'] ?? node['argument']), how: 'type', names: [] }
    case 'TSExternalModuleReference':
      return { from: literal(node['expression']), how: 'value', names: ['*'] }
    case 'CallExpression':
      if ((node['callee'] as SyntaxNode)['name'] !== 'require') return undefined
      return { from: literal((node['arguments'] as unknown[])[0]), how: 'value', names: ['*'] }
    default:
      return undefined
  }
}

function memberOf(node: SyntaxNode, object: string): string | undefined {
  if (node['type'] !== 'MemberExpression' || node['computed'] === true) return undefined
  const on = node['object'] as SyntaxNode
  return on['type'] === 'Identifier' && on['name'] === object
    ? `${object}.${String((node['property'] as SyntaxNode)['name'])}`
    : undefined
}
