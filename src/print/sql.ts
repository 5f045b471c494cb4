import type { QualifiedName } from '../core/identifier.ts'
import { quoteLiteral, quoteName } from '../core/identifier.ts'

/** SQL text in which everything foreign is quoted already. */
export class Sql {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

/** A string is a name, and becomes one; `literal` makes a literal. A list is joined with commas; `undefined` is nothing. */
export type SqlPart = string | number | QualifiedName | Sql | undefined | readonly SqlPart[]

/**
 * SQL with its values quoted by what they are: names unless said otherwise. A part of several lines is indented as the
 * line that it begins in; a line of nothing but empty parts is left out.
 */
export function sql(texts: TemplateStringsArray, ...parts: readonly SqlPart[]): Sql {
  let text = ''
  texts.forEach((piece, at) => {
    text += piece
    if (at < parts.length) text += indentLike(text, print(parts[at]))
  })
  // Only our own templates' lines: NUL marks a part that was empty, and cannot stand in SQL.
  return new Sql(text.replace(/^[ ]*\0+[ ]*\n?|\n[ ]*\0+[ ]*$/gm, '').replaceAll('\0', ''))
}

export function literal(value: string): Sql {
  if (!value.includes('\n')) return new Sql(quoteLiteral(value))
  const body = value.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\n', '\\n')
  return new Sql(`E'${body}'`)
}

/** On one line, as lines are indented, which would make another name of it. */
function printName(name: string): string {
  if (!name.includes('\n')) return quoteName(name)
  return `U&"${name.replaceAll('\\', '\\\\').replaceAll('"', '""').replaceAll('\n', '\\000A')}"`
}

/** Text of SQL that is known to be so: a type or expression as the catalog has it. */
export function raw(text: string): Sql {
  return new Sql(text)
}

export function join(parts: readonly SqlPart[], separator: string): Sql {
  return new Sql(parts.map(print).join(separator))
}

/** Statements, each ended, with an empty line between. */
export function statements(parts: readonly (Sql | undefined)[]): string {
  return parts.flatMap((part) => (part === undefined || part.text === '' ? [] : [`${part.text};\n`])).join('\n')
}

/** A routine's body, in dollar quotes that nothing in it ends. */
export function dollarQuoted(body: Sql): Sql {
  let tag = '$body$'
  for (let count = 2; body.text.includes(tag); count++) tag = `$body${count}$`
  return new Sql(`${tag}\n${body.text}\n${tag}`)
}

function print(part: SqlPart): string {
  if (part === undefined) return '\0'
  if (typeof part === 'string') return printName(part)
  if (typeof part === 'number') return String(part)
  if (part instanceof Sql) return part.text === '' ? '\0' : part.text
  if ('schema' in part)
    return [part.schema, part.name]
      .filter((name, at) => at === 1 || name !== '')
      .map(printName)
      .join('.')
  return part.map(print).join(', ')
}

function indentLike(before: string, text: string): string {
  if (!text.includes('\n')) return text
  const indent = /^ */.exec(before.slice(before.lastIndexOf('\n') + 1))![0]
  return indent === '' ? text : text.replaceAll('\n', `\n${indent}`)
}
