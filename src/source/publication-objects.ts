import type { ObjectId, Part } from '../catalog/statement.ts'
import { findListItems, findNextToken, findWord } from './find-list-items.ts'
import { nodeAs, type NodeOf } from './parse-tree.ts'
import { resolveSchema } from './resolve-object.ts'
import type { StatementContext } from './statement-kind.ts'

/** A relation, or a schema with all its relations, that a publication carries. */
export interface PublicationObject {
  readonly id: ObjectId
  readonly location: number | undefined
  /** Its item in the statement, where it is one of several of its kind. */
  readonly part: Part | undefined
}

/** What a CREATE or ALTER PUBLICATION lists. `after`: the word before TABLE. */
export function publicationObjects(
  context: StatementContext,
  node: Pick<NodeOf<'AlterPublicationStmt'>, 'pubobjects'>,
  after: readonly string[],
): PublicationObject[] {
  const specs = (node.pubobjects ?? []).map((object) => nodeAs(object, 'PublicationObjSpec') ?? {})
  const parts = partsOf(context, specs, after)
  return specs.flatMap((spec, position) => {
    const range = spec.pubtable?.relation
    const id = range === undefined ? resolveSchema(context, schemaName(context, spec)) : context.relation(range)
    return id === undefined ? [] : [{ id, location: range?.location ?? spec.location, part: parts[position] }]
  })
}

type Spec = NodeOf<'PublicationObjSpec'>

function schemaName(context: StatementContext, { name }: Spec): string {
  return name ?? context.builder.creationSchema()
}

/** Lists of relations and schemas together cannot be cut item by item: the first of each bears the words. */
function partsOf(context: StatementContext, specs: readonly Spec[], after: readonly string[]): Part[] {
  if (specs.length < 2 || specs.some(({ pubobjtype }) => pubobjtype !== specs[0]!.pubobjtype)) return []
  const { bytes } = context.file
  const { textStart, end } = context.statement
  const places = after.map((word) => findWord(bytes, textStart, end, word)).filter((place) => place !== undefined)
  const word = specs[0]!.pubtable === undefined ? 'schema' : 'table'
  const keyword = places[0] === undefined ? undefined : findWord(bytes, places[0], end, word)
  if (keyword === undefined) return []
  const starts = findListItems(bytes, findNextToken(bytes, keyword, end), end)
  return starts.map((at) => ({ shape: 'list-item', at }))
}
