import type { UseRole } from '../catalog/object.ts'
import type { ObjectId, Part } from '../catalog/statement.ts'
import type { Node, NodeOf } from './parse-tree.ts'
import { namesOf, nodeAs } from './parse-tree.ts'
import type { StatementContext } from './statement-kind.ts'
import { walkTree } from './walk-tree.ts'

export interface UsePlace {
  readonly role: UseRole
  readonly part?: Part | undefined
  readonly column?: string
}

/** Writes down every catalogued object that an expression needs: routines, sequences by regclass, types of casts. */
export function findUses(
  context: StatementContext,
  by: ObjectId,
  expression: Node | undefined,
  { role, part, column }: UsePlace,
): void {
  const { builder } = context
  const more = { ...(part === undefined ? {} : { part }), ...(column === undefined ? {} : { column }) }
  walkTree(expression, (name, value) => {
    if (name === 'FuncCall') {
      const call = value as NodeOf<'FuncCall'>
      const names = namesOf(call.funcname)
      context.use(by, builder.resolveRoutine(names), role, call.location, more)
      const sequence = sequenceArgument(names[names.length - 1], call.args)
      if (sequence !== undefined)
        context.use(by, builder.resolveRelation(splitName(sequence)), role, call.location, more)
    } else if (name === 'TypeCast') {
      const type = (value as NodeOf<'TypeCast'>).typeName
      const names = namesOf(type?.names)
      if (names[names.length - 2] !== 'pg_catalog')
        context.use(by, builder.resolveType(names), role, type?.location, more)
    }
  })
}

const sequenceRoutines = new Set(['nextval', 'currval', 'setval', 'lastval'])

function sequenceArgument(routine: string | undefined, args: readonly Node[] | undefined): string | undefined {
  if (routine === undefined || !sequenceRoutines.has(routine)) return undefined
  let argument = args?.[0]
  for (let cast = nodeAs(argument, 'TypeCast'); cast !== undefined; cast = nodeAs(argument, 'TypeCast'))
    argument = cast.arg
  return nodeAs(argument, 'A_Const')?.sval?.sval
}

/** A qualified name in a text, as regclass reads it: folded unless quoted. */
export function splitName(text: string): string[] {
  const parts: string[] = []
  for (const match of text.matchAll(/"((?:[^"]|"")*)"|([^".\s]+)/g))
    parts.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : match[2]!.toLowerCase())
  return parts.length === 0 ? [text] : parts
}
