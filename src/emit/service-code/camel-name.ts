/** A name of the schema as TypeScript's own are written: `author_id` gives `authorId`. One without letters or digits stays. */
export function camelName(name: string): string {
  const words = name.split(/[^\p{L}\p{Nd}]+/u).filter((word) => word !== '')
  if (words.length === 0) return name
  return words.map((word, at) => (at === 0 ? word : word[0]!.toUpperCase() + word.slice(1))).join('')
}
