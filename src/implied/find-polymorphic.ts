import type { Column } from '../catalog/object.ts'
import { quoteColumns, quoteName } from '../core/identifier.ts'
import { readColumnName } from './column-name.ts'
import { plainType, typeFamily } from './column-type.ts'
import type { PolymorphicPair } from './implied-reference.ts'
import { splitWords, stemWord } from './name-words.ts'
import type { Scene, SceneRelation } from './scene.ts'

// Logs and attachments call both by what any row may be: table_name and record_id, content_type_id and object_id.
const anyNouns: ReadonlySet<string> = new Set(['record', 'row', 'object', 'entity', 'resource', 'target', 'subject'].map(stemWord)) // prettier-ignore
const anyKinds: ReadonlySet<string> = new Set(['table', 'table_name', 'model', 'model_name', 'class_name', 'entity', 'entity_name', 'resource', 'content_type_id']) // prettier-ignore

const nothing: readonly never[] = []

/**
 * Pairs like `commentable_type` and `commentable_id`: the same noun, once with a word for a kind and once with one for a
 * key. Where a relation bears the noun, the pair may as well be a plain reference and an attribute, so it needs an index
 * over both to count.
 */
export function findPolymorphic(owner: SceneRelation, scene: Scene): readonly PolymorphicPair[] {
  const named = owner.relation.columns.filter(({ name }) => readColumnName(name).keyNoun !== '')
  if (named.length === 0) return nothing
  const kinds = new Map<string, Column>()
  for (const column of owner.relation.columns) {
    const { kindNoun } = readColumnName(column.name)
    if (kindNoun !== '' && saysKind(column, scene)) kinds.set(kindNoun, column)
  }
  const pairs: PolymorphicPair[] = []
  for (const idColumn of named) {
    const noun = readColumnName(idColumn.name).keyNoun
    const typeColumn = kinds.get(noun) ?? (anyNouns.has(noun) ? owner.relation.columns.find(saysAnyKind) : undefined)
    if (typeColumn === undefined) continue
    const { declared, primary, indexedPairs } = owner.facts
    if (declared.includes(idColumn.name) || (primary.length === 1 && primary[0] === idColumn.name)) continue
    const isIndexed = [`${typeColumn.name}\0${idColumn.name}`, `${idColumn.name}\0${typeColumn.name}`].some((pair) => indexedPairs.includes(pair)) // prettier-ignore
    if (scene.named.has(noun) && !isIndexed) continue
    const id = quoteColumns(owner.relation, [typeColumn.name, idColumn.name])
    const because = `${quoteName(typeColumn.name)} says which relation ${quoteName(idColumn.name)} means${isIndexed ? '; one index has both' : ''}` // prettier-ignore
    pairs.push({ id, relation: owner.relation, typeColumn, idColumn, because })
  }
  return pairs
}

function saysAnyKind({ name }: Column): boolean {
  return anyKinds.has(splitWords(name).join('_'))
}

/** The name of a kind: text or an enum; in Django a number of its table of content types. */
function saysKind(column: Column, { catalog }: Scene): boolean {
  const named = column.typeId === undefined ? undefined : catalog.objects[column.typeId]
  return typeFamily(plainType(catalog, column)) === 'text' || (named?.kind === 'type' && named.form === 'enum')
}
