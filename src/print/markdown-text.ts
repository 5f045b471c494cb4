import { visible } from '../core/visible-text.ts'

/** Any text as plain words: nothing in it is taken for Markdown or HTML. */
export function escapeMarkdown(text: string): string {
  return visible(text).replace(/[&<>"'\\`*_{}[\]()#|~!@$^=:/]|^[-+.\d]/g, (character) =>
    /\w/.test(character) && character !== '_' ? character : `&#${character.codePointAt(0)};`,
  )
}

/** A name or SQL text as code, in a table cell too. */
export function codeSpan(text: string): string {
  const shown = visible(text)
  if (shown.trim() === '') return ''
  return /[`|]/.test(shown) || shown !== shown.trim() ? `<code>${escapeMarkdown(shown)}</code>` : `\`${shown}\``
}

/** Prose of our own, which names the user's objects: readable, and still nothing but words. Within a word `_` means nothing. */
export function prose(text: string): string {
  return visible(text).replace(
    /[&<>\\`*[\]|#@~!$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu,
    (character) => `&#${character.codePointAt(0)};`,
  )
}

/** Lines of a table; cells are Markdown already. */
export function* markdownTable(head: readonly string[], rows: Iterable<readonly string[]>): Generator<string> {
  yield `| ${head.join(' | ')} |\n|${' --- |'.repeat(head.length)}\n`
  for (const row of rows) yield `| ${row.join(' | ')} |\n`
  yield '\n'
}

/** SQL as a block of code. */
export function sqlBlock(sql: string): string {
  return codeBlock(sql, 'sql')
}

/** A block of code; the fence is longer than any in it. */
export function codeBlock(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}\n`
}
