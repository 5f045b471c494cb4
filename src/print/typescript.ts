/** Code that may stand in a TypeScript file as it is; made by `ts` and its companions only. */
export class TypeScriptCode {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Piece = string | number | TypeScriptCode | readonly TypeScriptCode[]

/**
 * TypeScript with values put in: a string becomes a string literal, whatever is in it; only code stays code. A list of code
 * is put in a line each.
 */
export function ts(parts: TemplateStringsArray, ...values: readonly Piece[]): TypeScriptCode {
  let text = parts[0]!
  for (const [at, value] of values.entries()) text += print(value) + parts[at + 1]!
  return new TypeScriptCode(text)
}

function print(value: Piece): string {
  if (typeof value === 'string') return stringLiteral(value)
  if (typeof value === 'number') return String(value)
  if (value instanceof TypeScriptCode) return value.text
  return value.map(({ text }) => text).join('\n')
}

const escapes: Readonly<Record<string, string>> = { "'": "\\'", '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** In single quotes. What cannot be seen, or would change the order of what can, is escaped. */
function stringLiteral(value: string): string {
  const body = value.replace(/['\\]|\p{C}|\p{Zl}|\p{Zp}/gu, (character) => {
    const known = escapes[character]
    if (known !== undefined) return known
    const code = character.codePointAt(0)!.toString(16)
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
  })
  return `'${body}'`
}

/** A name as the key of a property: quoted where it is no identifier. */
export function propertyKey(name: string): TypeScriptCode {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? new TypeScriptCode(name) : ts`${name}`
}

/**
 * A name for a type after a name of the schema: `character_relationship` and `Table` give `CharacterRelationshipTable`. Of
 * a name without letters or digits the suffix is left.
 */
export function typeName(name: string, suffix: string): TypeScriptCode {
  const words = name.split(/[^\p{L}\p{Nd}]+/u).filter((word) => word !== '')
  const joined = words.map((word) => capitalise(word)).join('')
  return new TypeScriptCode(`${/^\p{Nd}/u.test(joined) ? '_' : ''}${joined}${suffix}`)
}

function capitalise(word: string): string {
  const [first = ''] = word
  const upper = first.toUpperCase()
  // ß and its like become two letters.
  return ([...upper].length === 1 ? upper : first) + word.slice(first.length)
}

/** A plain value as a literal: on one line where it fits behind `indent`, else a line for each of its parts. */
export function literal(value: unknown, indent = '', width = 100): TypeScriptCode {
  if (typeof value === 'string') return ts`${value}`
  if (typeof value !== 'object' || value === null) return new TypeScriptCode(String(value))
  const isList = Array.isArray(value)
  const parts = Object.entries(value).filter(([, part]) => part !== undefined)
  const print_ = ([key, part]: [string, unknown], within: string) =>
    `${isList ? '' : `${propertyKey(key).text}: `}${literal(part, within, width).text}`
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  const space = isList || parts.length === 0 ? '' : ' '
  const line = `${open}${space}${parts.map((part) => print_(part, '')).join(', ')}${space}${close}`
  if (!line.includes('\n') && indent.length + line.length <= width) return new TypeScriptCode(line)
  const lines = parts.map((part) => `${indent}  ${print_(part, `${indent}  `)},\n`)
  return new TypeScriptCode(`${open}\n${lines.join('')}${indent}${close}`)
}

/** A list of names: on one line where it fits behind `before` columns, else a line for each. */
export function listCode(names: readonly TypeScriptCode[], before: number, width = 100): TypeScriptCode {
  const line = `[${names.map(({ text }) => text).join(', ')}]`
  if (before + line.length <= width) return new TypeScriptCode(line)
  return new TypeScriptCode(`[\n${names.map(({ text }) => `  ${text},\n`).join('')}]`)
}

/** A word of our own, never of the user's. */
export function rawWord(word: string): TypeScriptCode {
  return new TypeScriptCode(word)
}

/** Texts joined by a separator of ours. */
export function joinCode(pieces: readonly TypeScriptCode[], separator: string): TypeScriptCode {
  return new TypeScriptCode(pieces.map(({ text }) => text).join(separator))
}

/** A comment before a declaration, with its line break; nothing in the text can end it. Without text, nothing. */
export function docComment(text: string, indent = ''): TypeScriptCode {
  const lines = text
    .trim()
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) =>
      line
        .replaceAll('*/', '*\\/')
        .replace(/[^\S\t]|\t/g, ' ')
        .replace(/\p{C}/gu, '\ufffd')
        .trimEnd(),
    )
  if (lines.length === 1) return new TypeScriptCode(lines[0] === '' ? '' : `${indent}/** ${lines[0]} */\n`)
  const body = lines.map((line) => `${indent} * ${line}`.trimEnd())
  return new TypeScriptCode(`${indent}/**\n${body.join('\n')}\n${indent} */\n`)
}
