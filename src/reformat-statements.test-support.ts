import { objectsOf } from './catalog/catalog.ts'
import { quoteName, quoteQualified } from './core/identifier.ts'
import { nextToken, type Token } from './core/sql-lexer.ts'
import { readCatalog } from './source/read-catalog.ts'
import { sourceFile } from './source/source-text.ts'

const gaps = [' ', '\n', '\t', '  ', '\n\n    ', ' \n\t'] as const

/** The same statements with other white space between their tokens; `choose` gives numbers from 0 to 1. */
export async function reformatStatements(text: string, choose: () => number): Promise<string> {
  const bytes = Buffer.from(text)
  const { catalog } = await readCatalog({ files: [sourceFile('reformatted.sql', bytes)] })
  const pieces = catalog.statements.map(
    ({ kind, start, end }) =>
    // Lines are what psql and COPY go by.
    kind === 'psql-line' || kind === 'copy' ? bytes.toString('utf8', start, end).trim() : respace(bytes, start, end, choose), // prettier-ignore
  )
  return `${pieces.join('\n')}\n`
}

function respace(bytes: Buffer, start: number, end: number, choose: () => number): string {
  let text = ''
  let before: Token | undefined
  for (let token = nextToken(bytes, start, end); token.kind !== 'end'; token = nextToken(bytes, token.end, end)) {
    const gap = before === undefined ? '' : bytes.toString('utf8', before.end, token.start)
    // A comment ends with its line, and two texts on two lines are one.
    const keep = gap === '' || before?.kind === 'comment' || (before?.kind === 'string' && token.kind === 'string')
    text += keep ? gap : gaps[Math.floor(choose() * gaps.length)]!
    text += bytes.toString('utf8', token.start, token.end)
    before = token
  }
  return text
}

/** Statements that give every constraint of a script another name. */
export async function renameConstraints(text: string): Promise<string> {
  const { catalog } = await readCatalog({ files: [sourceFile('renamed.sql', Buffer.from(text))] })
  const lines = [...objectsOf(catalog, 'foreign-key'), ...objectsOf(catalog, 'constraint')].flatMap((object, at) => {
    const relation = catalog.objects[object.of ?? -1]
    const derived = 'cloneOf' in object && object.cloneOf !== undefined
    if (relation?.kind !== 'relation' || derived || ('inherited' in object && object.inherited)) return []
    return [`ALTER TABLE ${quoteQualified(relation)} RENAME CONSTRAINT ${quoteName(object.name)} TO other_${at};\n`]
  })
  return lines.join('')
}
