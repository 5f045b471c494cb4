/** Takes passwords out of connection strings, wherever in the text they stand. */
export function redact(text: string): string {
  return text
    .replace(/(\bpostgres(?:ql)?:\/\/[^\s:@/?#]*):[^\s/]*@/gi, '$1:***@')
    .replace(/\b(password|sslpassword|passfile)=('(?:[^'\\]|\\.)*'|[^\s&'"]+)/gi, '$1=***')
}

/** A word of a command line as a shell takes it back, without passwords. */
export function quoteWord(word: string): string {
  const shown = redact(word)
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`
}
