import { SeededRandom } from './seeded-random.ts'

/** Signs that a class of this name has. */
const named: Readonly<Record<string, string>> = {
  alpha: 'abcdefgh', alnum: 'abcdefgh01', digit: '0123456789', upper: 'ABCDEFGH', lower: 'abcdefgh', space: ' ',
  punct: '.-', xdigit: '0123456789abcdef',
} // prettier-ignore
const escapes: Readonly<Record<string, string>> = { d: named['digit']!, w: named['alnum']!, s: ' ', S: 'abcdefgh', W: '-', D: 'abcdefgh' } // prettier-ignore
const printable = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-._ @/:+,'

/**
 * A text that a regular expression should match, the `n`-th of them; undefined where there are signs in it that are not
 * known here (look-ahead, back-references). What comes out is tried, so nothing depends on its being right.
 */
export function samplePattern(pattern: string, n: number): string | undefined {
  const reader = new PatternReader(pattern, n)
  try {
    return reader.alternatives()
  } catch {
    return undefined
  }
}

class PatternReader {
  readonly #text: string
  readonly #random: SeededRandom
  #at = 0

  constructor(text: string, n: number) {
    this.#text = text
    this.#random = new SeededRandom(n)
  }

  alternatives(): string {
    const made = [this.#sequence()]
    while (this.#take('|')) made.push(this.#sequence())
    return made[this.#random.below(made.length)]!
  }

  #sequence(): string {
    let made = ''
    while (this.#at < this.#text.length && !'|)'.includes(this.#text[this.#at]!)) {
      const start = this.#at
      let piece = this.#atom()
      const end = this.#at
      const [least, most] = this.#times()
      const after = this.#at
      // What may be left out mostly is there.
      const wanted = Math.min(most, Math.max(least, this.#random.below(3)))
      if (wanted === 0) piece = ''
      for (let count = 1; count < wanted; count++) {
        this.#at = start
        piece += this.#atom()
      }
      this.#at = Math.max(after, end)
      made += piece
    }
    return made
  }

  #atom(): string {
    const sign = this.#text[this.#at++]!
    if (sign === '^' || sign === '$') return ''
    if (sign === '.') return this.#oneOf(printable.slice(0, 26))
    if (sign === '[') return this.#oneOf(this.#class())
    if (sign === '\\') return this.#escape()
    if (sign !== '(') return sign
    if (this.#take('?') && !this.#take(':')) throw new Error('a look around')
    const inner = this.alternatives()
    if (!this.#take(')')) throw new Error('an open bracket')
    return inner
  }

  #escape(): string {
    const sign = this.#text[this.#at++]!
    if (Object.hasOwn(escapes, sign)) return this.#oneOf(escapes[sign]!)
    if (/[A-Za-z0-9]/.test(sign)) return 'mMyYAZ'.includes(sign) ? '' : sign
    return sign
  }

  #class(): string {
    const not = this.#take('^')
    let signs = ''
    for (let first = true; first || this.#text[this.#at] !== ']'; first = false) {
      const sign = this.#text[this.#at++]
      if (sign === undefined) throw new Error('an open class')
      const name = /^\[:(\w+):\]/.exec(this.#text.slice(this.#at - 1))
      if (name !== null) {
        signs += named[name[1]!] ?? ''
        this.#at += name[0].length - 1
      } else if (sign === '\\') {
        const escaped = this.#text[this.#at++]!
        signs += escapes[escaped] ?? escaped
      } else if (this.#text[this.#at] === '-' && this.#text[this.#at + 1] !== ']') {
        const last = this.#text[this.#at + 1]!
        for (let code = sign.charCodeAt(0); code <= last.charCodeAt(0); code++) signs += String.fromCharCode(code)
        this.#at += 2
      } else signs += sign
    }
    this.#at++
    return not ? [...printable].filter((sign) => !signs.includes(sign)).join('') : signs
  }

  #times(): [number, number] {
    let bounds: [number, number] = [1, 1]
    if (this.#take('*')) bounds = [0, 2]
    else if (this.#take('+')) bounds = [1, 3]
    else if (this.#take('?')) bounds = [0, 1]
    else {
      const found = /^\{(\d+)(,(\d*))?\}/.exec(this.#text.slice(this.#at))
      if (found !== null) {
        this.#at += found[0].length
        const least = Number(found[1])
        bounds = [least, found[2] === undefined ? least : Number(found[3] || least + 1)]
      } else return bounds
    }
    this.#take('?')
    return bounds
  }

  #oneOf(signs: string): string {
    if (signs === '') throw new Error('an empty class')
    return signs[this.#random.below(signs.length)]!
  }

  #take(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false
    this.#at++
    return true
  }
}
