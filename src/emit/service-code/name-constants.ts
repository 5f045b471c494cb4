import type { TypeScriptCode } from '../../print/typescript.ts'
import { rawWord } from '../../print/typescript.ts'

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
