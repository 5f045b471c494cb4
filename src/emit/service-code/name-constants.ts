import type { TypeScriptCode } from '../../print/typescript.ts'
import { rawWord, typeName } from '../../print/typescript.ts'

/** Constants for keys: `playwright_author_id` and `Key` give `playwrightAuthorIdKey`; numbered where two would be alike. */
export function nameConstants(keys: readonly string[], suffix: string): ReadonlyMap<string, TypeScriptCode> {
  const taken = new Set<string>()
  return new Map(
    keys.map((key) => {
      const plain = key.replaceAll(/_+(.)/g, (_, letter: string) => letter.toUpperCase()).replace(/^\d/, '_$&')
      let name = `${plain}${suffix}`
      for (let at = 2; taken.has(name); at++) name = `${plain}${at}${suffix}`
      taken.add(name)
      return [key, rawWord(name)] as const
    }),
  )
}

/** Words after names of any kind, as types are written: numbered where two would be alike. */
export function nameWords(names: readonly string[]): readonly TypeScriptCode[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const plain = typeName(name, '').text
    let word = plain
    for (let at = 2; word === '' || taken.has(word); at++) word = `${plain === '' ? '_' : plain}${at}`
    taken.add(word)
    return rawWord(word)
  })
}

/** A word as constants are written. */
export function asConstant({ text }: TypeScriptCode, suffix: string): TypeScriptCode {
  return rawWord(`${text[0]!.toLowerCase()}${text.slice(1)}${suffix}`)
}
