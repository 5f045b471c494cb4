import type { DraftObject } from '../../catalog/draft.ts'
import { withoutPrivileges } from '../../catalog/default-grants.ts'
import type { ObjectId, Part } from '../../catalog/statement.ts'
import { findListItems, findNextToken, findWord } from '../find-list-items.ts'
import type { Node, NodeOf } from '../parse-tree.ts'
import { nodeAs } from '../parse-tree.ts'
import { resolveObject } from '../resolve-object.ts'
import { noteRoles, privilegeNames } from '../role-names.ts'
import { statementKind, type StatementContext } from '../statement-kind.ts'

/** GRANT and REVOKE on objects; each object of a list is a part of its own. */
export const grant = statementKind({
  node: 'GrantStmt',
  kind: 'grant',
  variants: ['revoke'],
  apply(node, context) {
    if (node.is_grant !== true) context.statement.kind = 'revoke'
    const roles = noteRoles(context, node.grantees)
    if (node.objtype === 'OBJECT_DATABASE' || node.objtype === 'OBJECT_TABLESPACE') {
      context.unread('Rights on databases and tablespaces belong to the cluster that each service will have.')
      return
    }
    const items = targetsOf(context, node)
    for (const { id, part } of items) {
      context.effect(id, 'grant', part)
      for (const object of node.targtype === 'ACL_TARGET_ALL_IN_SCHEMA' ? allInSchema(context, node, id) : [id])
        record(context, node, object, roles)
    }
    if (items.length === 0) context.unread('It is about objects that the source does not create.')
  },
})

interface Target {
  readonly id: number
  readonly part: Part | undefined
}

function targetsOf(context: StatementContext, node: NodeOf<'GrantStmt'>): Target[] {
  const objects = node.objects ?? []
  const starts = objects.length > 1 ? itemStarts(context, node) : []
  return objects.flatMap((object, position) => {
    const at = starts[position]
    const part: Part | undefined = at === undefined ? context.part : { shape: 'list-item', at }
    const type = node.targtype === 'ACL_TARGET_ALL_IN_SCHEMA' ? 'OBJECT_SCHEMA' : node.objtype
    const id = resolveObject(context, type, asName(object))
    return id === undefined ? [] : [{ id, part }]
  })
}

/** GRANT names relations by RangeVar; everything else as other statements do. */
function asName(object: Node): Node {
  const range = nodeAs(object, 'RangeVar')
  if (range === undefined) return object
  const names = range.schemaname === undefined ? [range.relname ?? ''] : [range.schemaname, range.relname ?? '']
  return { List: { items: names.map((sval) => ({ String: { sval } })) } }
}

/** The list stands after ON [TABLE | SCHEMA | ALL TABLES IN SCHEMA …]. */
function itemStarts(context: StatementContext, node: NodeOf<'GrantStmt'>): number[] {
  const { bytes } = context.file
  const { textStart, end } = context.statement
  const on = findWord(bytes, textStart, end, 'on')
  if (on === undefined) return []
  if (node.targtype === 'ACL_TARGET_ALL_IN_SCHEMA') {
    const word = findWord(bytes, on, end, 'schema')
    return word === undefined ? [] : findListItems(bytes, findNextToken(bytes, word, end), end)
  }
  let first = findNextToken(bytes, on, end)
  const words = kindWords[node.objtype ?? ''] ?? []
  for (const word of words) {
    const length = Buffer.byteLength(word)
    const follows = /\s/.test(String.fromCharCode(bytes[first + length] ?? 0x20))
    if (follows && bytes.toString('latin1', first, first + length).toLowerCase() === word)
      first = findNextToken(bytes, first, end)
  }
  return findListItems(bytes, first, end)
}

const kindWords: Partial<Record<string, readonly string[]>> = {
  OBJECT_TABLE: ['table'],
  OBJECT_SEQUENCE: ['sequence'],
  OBJECT_SCHEMA: ['schema'],
  OBJECT_FUNCTION: ['function'],
  OBJECT_PROCEDURE: ['procedure'],
  OBJECT_ROUTINE: ['routine'],
  OBJECT_TYPE: ['type'],
  OBJECT_DOMAIN: ['domain'],
  OBJECT_LANGUAGE: ['language'],
  OBJECT_FDW: ['foreign', 'data', 'wrapper'],
  OBJECT_FOREIGN_SERVER: ['foreign', 'server'],
}

const inSchema: Partial<Record<string, (object: DraftObject) => boolean>> = {
  OBJECT_TABLE: ({ kind }) => kind === 'relation' || kind === 'view',
  OBJECT_SEQUENCE: ({ kind }) => kind === 'sequence',
  OBJECT_FUNCTION: (object) => object.kind === 'routine' && object.form !== 'procedure',
  OBJECT_PROCEDURE: (object) => object.kind === 'routine' && object.form === 'procedure',
  OBJECT_ROUTINE: ({ kind }) => kind === 'routine',
}

/** ALL … IN SCHEMA is about what is there at that moment, as a dump then says one by one. */
function allInSchema({ builder }: StatementContext, node: NodeOf<'GrantStmt'>, schema: ObjectId): ObjectId[] {
  const names = builder.names.schemas.get(builder.objects[schema]!.name)
  const isMeant = inSchema[node.objtype ?? '']
  if (names === undefined || isMeant === undefined) return []
  return [...names.relations.values(), ...[...names.routines.values()].flat()].filter((id) =>
    isMeant(builder.objects[id]!),
  )
}

/** Keeps the rights that hold at the end. */
function record(context: StatementContext, node: NodeOf<'GrantStmt'>, object: number, roles: readonly string[]): void {
  const { builder, statement } = context
  const named = privilegeNames(node.privileges)
  for (const role of roles) {
    // REVOKE GRANT OPTION FOR leaves the right itself.
    if (role === '' || (node.is_grant !== true && node.grant_option === true)) continue
    if (node.is_grant === true) {
      builder.grants.push({ object, role, privileges: named, statement: statement.id, at: statement.textStart })
      continue
    }
    builder.grants = withoutPrivileges(builder.grants, named, (given) => given.object === object && given.role === role)
  }
}
