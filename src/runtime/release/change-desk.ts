import type { DeskKey } from './key-desk.ts'

/** Where the functions are by which a key becomes another one: those of a release, for a row of values that tells both names. */
export function changeDesk<Key extends DeskKey>(key: Key): Key {
  const { name, columns } = key
  const both = ['old', 'new'].flatMap((which) => columns.map((column) => `${which} ${column}`))
  return { ...key, name: `${name}_change`, columns: [...both, 'version'], changes: true }
}
