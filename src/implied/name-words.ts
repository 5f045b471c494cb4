const separators = /[^\p{L}\p{N}]+/u
const humps = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u

/** Words that say «key» and nothing of what it is the key of. */
export const surrogateWords: ReadonlySet<string> = new Set(['id', 'uuid', 'guid', 'uid', 'oid', 'sid', 'pk', 'fk', 'ref', 'key']) // prettier-ignore

/** Roles of a reference to the same relation. */
export const hierarchyWords: ReadonlySet<string> = new Set([
  ...['parent', 'root', 'ancestor', 'super', 'base', 'master', 'main', 'original', 'previous', 'prev', 'next'],
  ...['predecessor', 'successor', 'replaces', 'replaced', 'reply', 'related', 'duplicate', 'merged', 'manager', 'boss'],
])

/** Names that a key of anything may have. */
export const genericWords: ReadonlySet<string> = new Set([
  ...surrogateWords,
  ...[
    'code',
    'name',
    'no',
    'nr',
    'num',
    'number',
    'slug',
    'title',
    'type',
    'kind',
    'status',
    'state',
    'value',
    'label',
  ],
  ...['email', 'url', 'path', 'hash', 'token', 'version', 'position', 'rank', 'level', 'date', 'time', 'day', 'year'],
  ...['description', 'text', 'data', 'content', 'link', 'symbol', 'language', 'locale', 'user', 'username', 'login'],
])

const endings = /^(.{2,}?)(id|uuid|guid|code)$/u

/**
 * A name's words in lower case: `Character1_ID`, `character1Id` and `character1_id` are all character, 1, id. Folding leaves
 * names without any mark between words (`productid`): there the usual endings of keys are taken off.
 */
export function splitWords(name: string): readonly string[] {
  return readWords(name).words
}

/** A name's words, and those words glued. */
export interface NameWords {
  readonly words: readonly string[]
  readonly glued: string
}

/** `splitWords` and `glueWords` in one, remembered. */
export function readWords(name: string): NameWords {
  return remembered(splits, name, readNewWords)
}

const splits = new Map<string, NameWords>()

/** The same for a name that comes once. */
export function readNewWords(name: string): NameWords {
  const words = split(name)
  return { words, glued: glueWords(words) }
}

const plain = /^[a-z]+(?:_[a-z]+)*$/

function split(name: string): readonly string[] {
  const words = plain.test(name)
    ? name.split('_')
    : name
        .split(separators)
        .flatMap((part) => part.split(humps))
        .filter((word) => word !== '')
        .map((word) => word.toLowerCase())
  const last = words.at(-1)
  if (last === undefined || !(last.endsWith('id') || last.endsWith('code')) || genericWords.has(last)) return words
  const ending = endings.exec(last)
  if (ending !== null) words.splice(-1, 1, ending[1]!, ending[2]!)
  return words
}

const irregular: ReadonlyMap<string, string> = new Map([
  ['people', 'person'],
  ['children', 'child'],
  ['men', 'man'],
  ['women', 'woman'],
  ['mice', 'mouse'],
  ['indices', 'index'],
  ['indexes', 'index'],
  ['vertices', 'vertex'],
  ['matrices', 'matrix'],
  ['criteria', 'criterion'],
  ['media', 'medium'],
])

/**
 * What singular and plural of a noun have in common, to compare and never to show: category and categories, address and
 * addresses, status and statuses, leaf and leaves.
 */
export function stemWord(word: string): string {
  return remembered(stems, word, stemOf)
}

const stems = new Map<string, string>()

function stemOf(word: string): string {
  let stem = irregular.get(word) ?? word
  for (let before = ''; before !== stem && stem.length > 3;) {
    before = stem
    if (stem.endsWith('is')) stem = stem.slice(0, -2)
    else if (stem.endsWith('es')) stem = stem.slice(0, -2)
    else if (/[^s]s$/u.test(stem)) stem = stem.slice(0, -1)
    else if (stem.endsWith('e')) stem = stem.slice(0, -1)
    else if (stem.endsWith('y')) stem = `${stem.slice(0, -1)}i`
    else if (/[^f]f$/u.test(stem)) stem = `${stem.slice(0, -1)}v`
  }
  return stem
}

/** One text for all ways to write the same words: with or without marks between them, singular or plural. */
export function glueWords(words: readonly string[]): string {
  let glued = ''
  for (const word of words) glued += stemWord(word)
  return glued
}

/** How many letters words have together. */
export function countLetters(words: readonly string[]): number {
  let letters = 0
  for (const word of words) letters += word.length
  return letters
}

const most = 100_000

/** A schema says the same few words over and over. */
export function remembered<T>(known: Map<string, T>, text: string, find: (text: string) => T): T {
  let found = known.get(text)
  if (found === undefined) {
    if (known.size >= most) known.clear()
    known.set(text, (found = find(text)))
  }
  return found
}

export function isNumber(word: string): boolean {
  return /^\p{N}+$/u.test(word)
}
