/** A body as text: where its first byte stands in the file, as far as quoting lets one tell. */
export interface BodyText {
  readonly text: string
  readonly at: number
}

/** Finds the parser's texts again in a PL/pgSQL body: it gives queries without a place. All places are bytes of the file. */
export class BodyPlaces {
  declare private readonly body: BodyText
  /** Queries mostly come in the order in which they are written. */
  private from = 0

  constructor(body: BodyText) {
    this.body = body
  }

  /** A query, and its place; without one where it is nowhere. INTO is as many blanks in it. */
  locate(query: string): { text: string; at: number | undefined } {
    const shown = query.replace(/^SELECT /, '')
    const at = this.find(shown)
    if (at !== undefined) return { text: query, at: at - (query.length - shown.length) }
    return this.aroundInto(query) ?? { text: query, at: undefined }
  }

  find(text: string): number | undefined {
    const next = this.body.text.indexOf(text, this.from)
    if (next !== -1) this.from = next
    const found = next === -1 ? this.body.text.indexOf(text) : next
    return found === -1 ? undefined : this.place(found)
  }

  /** A name or type as it is written; the body's start where it is not. */
  findWord(word: string): number {
    return this.match(`(?<![\\w"])${escaped(word)}(?![\\w"])`)
  }

  /** The relation of a %TYPE or %ROWTYPE. */
  findReferenced(relation: string): number {
    const name = escaped(relation.replaceAll('"', '""'))
    return this.match(`(?<!\\w)"?${name}"?\\s*(\\.\\s*("[^"]*"|[\\w$]+)\\s*)?%`)
  }

  private match(pattern: string): number {
    const found = new RegExp(pattern, 'i').exec(this.body.text)
    return found === null ? this.body.at : this.place(found.index)
  }

  private aroundInto(query: string): { text: string; at: number } | undefined {
    const pattern = query
      .split(/( {6,})/)
      .map((part) => (/^ {6,}$/.test(part) ? `[^;]{${part.length}}` : escaped(part)))
    if (pattern.length === 1) return undefined
    const expression = new RegExp(pattern.join(''), 'g')
    expression.lastIndex = this.from
    const found = expression.exec(this.body.text) ?? new RegExp(pattern.join('')).exec(this.body.text)
    if (found === null) return undefined
    this.from = found.index
    return { text: query, at: this.place(found.index) }
  }

  private place(index: number): number {
    return this.body.at + Buffer.byteLength(this.body.text.slice(0, index))
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
