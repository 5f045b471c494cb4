/** Total order by UTF-16 code unit: the same under every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A sorted copy, by the text that `key` gives for each item; ties keep their order. */
export function sortByText<T>(items: Iterable<T>, key: (item: T) => string): T[] {
  return [...items]
    .map((item) => ({ item, text: key(item) }))
    .sort((a, b) => compareText(a.text, b.text))
    .map((entry) => entry.item)
}
