import type { TypeShape } from './relation-shape.ts'
import { samplePattern } from './sample-pattern.ts'
import { valueFamilies } from './value-registry.ts'

/** What a type of which nothing is known may still take. */
const anything = ['', '0', '1', 'a', '{}', '()', '[]', '0,0', '(0,0)', 't']

/**
 * Texts that may be values of a type, the likeliest first: what stands in the expressions about it, what its patterns
 * match, and what its family has. Whether a relation takes them is found out by trying.
 */
export function candidateValues(type: TypeShape, expressions: readonly string[], count: number): string[] {
  const said = [...type.checks, ...expressions]
  const mined = said.flatMap(mineValues)
  const patterns = said.flatMap((text) => samplePatterns(text, count))
  return [...new Set([...patterns, ...mined, ...familyValues(type, count)])]
}

function familyValues(type: TypeShape, count: number): readonly string[] {
  const family = valueFamilies.find((each) => each.takes(type))
  return family === undefined ? anything : family.values(type, count, familyValues)
}

const literal = /'((?:[^']|'')*)'/g
const number = /(?<![\w'.])-?\d{1,9}(?:\.\d+)?(?![\w'.])/g

/** Constants of an expression, numbers also a little less and more, and texts as long as a number says. */
function mineValues(expression: string): string[] {
  const texts = [...expression.matchAll(literal)].map((match) => match[1]!.replaceAll("''", "'"))
  const numbers =
    [...expression.replaceAll(literal, "''").matchAll(number), ...texts.flatMap((text) => [...text.matchAll(/^-?\d{1,9}(?:\.\d+)?$/g)])] // prettier-ignore
      .map(([text]) => Number(text))
  const near = numbers.flatMap((value) => [value, value + 1, value - 1].map(String))
  const lengths = numbers.filter((value) => value > 0 && value <= 64 && Number.isInteger(value))
  const long = /length|\blen\b/.test(expression) ? lengths.flatMap((length) => ['a', 'b', '1'].map((sign) => sign.repeat(length))) : [] // prettier-ignore
  return [...texts, ...near, ...long]
}

const operator = /(!?)(~~\*?|~\*?|SIMILAR TO)\s+(?:similar_to_escape\()?'((?:[^']|'')*)'/g

/** What the patterns of an expression match; of LIKE, `%` and `_` stand for anything. */
function samplePatterns(expression: string, count: number): string[] {
  return [...expression.matchAll(operator)].flatMap(([, not, how, quoted]) => {
    if (not !== '') return []
    const text = quoted!.replaceAll("''", "'")
    const pattern = how!.startsWith('~~') ? `^${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('%', '.*').replaceAll('_', '.')}$` : text // prettier-ignore
    return Array.from({ length: count }, (_, at) => samplePattern(pattern, at)).filter((each) => each !== undefined)
  })
}
