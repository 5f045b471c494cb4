import type { Column } from '../catalog/object.ts'
import { glueWords, splitWords } from './name-words.ts'
import type { KeyTarget, Scene, SceneRelation } from './scene.ts'

const phrase = /\b(?:foreign key|fk|references?|refers to|points to)\b([^.;]*(?:\.[^.;\s]+)*)/giu

/** The primary keys of the relations that a column's comment says it references: «Foreign key to Department.DepartmentID». */
export function commentedTargets(column: Column, scene: Scene): KeyTarget[] {
  if (column.comment === undefined) return []
  const owners = [...column.comment.matchAll(phrase)].flatMap(([, said]) => firstRelations(said!, scene))
  return [...new Set(owners)].flatMap((owner) => scene.keyOf(owner) ?? [])
}

/** The relations of the first name in a text that is one's: relation, relation.column or schema.relation. */
function firstRelations(text: string, scene: Scene): readonly SceneRelation[] {
  for (const [name] of text.matchAll(/[\p{L}\p{N}_]+(?:\.[\p{L}\p{N}_]+)*/gu)) {
    const parts = name.split('.')
    const [first, second] = parts.map((part) => scene.named.get(glueWords(splitWords(part))) ?? [])
    const inSchema = (second ?? []).filter(({ relation }) => relation.schema === parts[0]!.toLowerCase())
    if (inSchema.length > 0 && parts.length === 2 && !hasColumn(first!, parts[1]!)) return inSchema
    if (first!.length > 0) return first!
  }
  return []
}

function hasColumn(owners: readonly SceneRelation[], name: string): boolean {
  return owners.some(({ relation }) => relation.columns.some((column) => column.name === name.toLowerCase()))
}
