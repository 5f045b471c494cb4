import type { ObjectId } from '../catalog/statement.ts'
import type { Node, ObjectType, ObjectWithArgs } from './parse-tree.ts'
import { namesOf, nodeAs } from './parse-tree.ts'
import { readArgumentType, readTypeName } from './read-type-name.ts'
import type { StatementContext } from './statement-kind.ts'

/** The `form` of objects that have no kind of their own, in the statement's words. */
export const otherForms: Partial<Record<ObjectType, string>> = {
  OBJECT_ACCESS_METHOD: 'access method',
  OBJECT_CAST: 'cast',
  OBJECT_COLLATION: 'collation',
  OBJECT_CONVERSION: 'conversion',
  OBJECT_EVENT_TRIGGER: 'event trigger',
  OBJECT_EXTENSION: 'extension',
  OBJECT_FDW: 'foreign data wrapper',
  OBJECT_FOREIGN_SERVER: 'server',
  OBJECT_LANGUAGE: 'language',
  OBJECT_OPCLASS: 'operator class',
  OBJECT_OPERATOR: 'operator',
  OBJECT_OPFAMILY: 'operator family',
  OBJECT_PUBLICATION: 'publication',
  OBJECT_STATISTIC_EXT: 'statistics',
  OBJECT_SUBSCRIPTION: 'subscription',
  OBJECT_TABLESPACE: 'tablespace',
  OBJECT_TRANSFORM: 'transform',
  OBJECT_TSCONFIGURATION: 'text search configuration',
  OBJECT_TSDICTIONARY: 'text search dictionary',
  OBJECT_TSPARSER: 'text search parser',
  OBJECT_TSTEMPLATE: 'text search template',
}

/** The object that a node names, as DROP, COMMENT, ALTER … OWNER, SET SCHEMA and RENAME write it. */
export function resolveObject(
  context: StatementContext,
  type: ObjectType | undefined,
  node: Node | undefined,
): ObjectId | undefined {
  const { builder } = context
  if (type === undefined || node === undefined) return undefined
  switch (type) {
    case 'OBJECT_TABLE':
    case 'OBJECT_FOREIGN_TABLE':
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
    case 'OBJECT_SEQUENCE':
    case 'OBJECT_INDEX':
      return builder.resolveRelation(qualifiedNames(node))
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN':
      return builder.resolveType(qualifiedNames(node))
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_ROUTINE':
    case 'OBJECT_AGGREGATE':
      return resolveSignature(context, nodeAs(node, 'ObjectWithArgs'))
    case 'OBJECT_SCHEMA':
      return resolveSchema(context, nodeAs(node, 'String')?.sval ?? '')
    case 'OBJECT_COLUMN':
    case 'OBJECT_ATTRIBUTE':
      return resolvePrefix(context, qualifiedNames(node).slice(0, -1))
    case 'OBJECT_TABCONSTRAINT':
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE': {
      const names = qualifiedNames(node)
      const relation = builder.resolveRelation(names.slice(0, -1))
      return relation === undefined ? undefined : resolvePart(context, type, relation, names[names.length - 1]!)
    }
    case 'OBJECT_DOMCONSTRAINT':
      // Not kept: they go with their domain.
      return resolveObject(context, 'OBJECT_DOMAIN', nodeAs(node, 'List')?.items?.[0])
    default: {
      const form = otherForms[type]
      if (form === undefined) return undefined
      const names = qualifiedNames(node).slice(isOfMethod(type) ? 1 : 0)
      const name = otherName(context, type, node)
      return builder.resolveGlobal(form, name) ?? builder.resolveOther(form, [...names.slice(0, -1), name])
    }
  }
}

/** A schema by its name; `public` is there in every new database. */
export function resolveSchema(context: StatementContext, name: string): ObjectId | undefined {
  const { builder, statement } = context
  if (name === 'public') return builder.ensureSchema(name, statement.id, statement.textStart)
  return builder.names.schemaIds.get(name)
}

/** A constraint, trigger, policy or rule by the name of its relation. */
export function resolvePart(
  context: StatementContext,
  type: ObjectType,
  of: ObjectId,
  name: string,
): ObjectId | undefined {
  const { builder } = context
  switch (type) {
    case 'OBJECT_TRIGGER':
      return builder.findPart(of, name, 'trigger')?.id
    case 'OBJECT_POLICY':
      return builder.findPart(of, name, 'policy')?.id
    case 'OBJECT_RULE':
      return builder.findPart(of, name, 'rule')?.id
    default:
      return builder.findPart(of, name, 'foreign-key', 'constraint')?.id
  }
}

/** A routine by its argument types; by its name alone where none are given. */
export function resolveSignature(
  context: StatementContext,
  signature: ObjectWithArgs | undefined,
): ObjectId | undefined {
  if (signature === undefined) return undefined
  const names = namesOf(signature.objname)
  if (signature.args_unspecified === true) return context.builder.resolveRoutine(names)
  const wanted = argumentsText(context, signature)
  return (
    context.builder.resolveRoutine(names, (routine) => routine.arguments === wanted) ??
    context.builder.resolveRoutine(names)
  )
}

/** Argument types as format_type() prints them, joined by `, `. */
export function argumentsText(context: StatementContext, signature: ObjectWithArgs): string {
  return (
    (signature.objargs ?? [])
      .map((argument) => nodeAs(argument, 'TypeName'))
      // A prefix operator has NONE on its left.
      .map((type) => (type === undefined ? 'none' : readArgumentType(context.builder, type).text))
      .join(', ')
  )
}

function isOfMethod(type: ObjectType): boolean {
  return type === 'OBJECT_OPCLASS' || type === 'OBJECT_OPFAMILY'
}

/** Operator classes and families share their names between access methods. */
export function methodName(names: readonly string[], method: string | undefined): string[] {
  return [...names.slice(0, -1), `${names[names.length - 1] ?? ''} using ${method ?? ''}`]
}

/**
 * The name under which an `other` object is kept: operators, casts and the like are told apart by their types, which
 * stand in parentheses after it.
 */
export function otherName(context: StatementContext, type: ObjectType, node: Node): string {
  const names = qualifiedNames(node)
  const name = names[names.length - 1] ?? ''
  const signature = nodeAs(node, 'ObjectWithArgs')
  if (type === 'OBJECT_OPERATOR' && signature !== undefined) return `${name}(${argumentsText(context, signature)})`
  if (isOfMethod(type)) return methodName([name], names[0])[0]!
  if (type === 'OBJECT_TRANSFORM') {
    const [of, language] = nodeAs(node, 'List')?.items ?? []
    return `for ${readTypeName(context.builder, nodeAs(of, 'TypeName')).text} language ${nodeAs(language, 'String')?.sval ?? ''}` // prettier-ignore
  }
  if (type !== 'OBJECT_CAST') return name
  const types = (nodeAs(node, 'List')?.items ?? []).map((item) =>
    readTypeName(context.builder, nodeAs(item, 'TypeName')),
  )
  return `(${types.map((item) => item.text).join(' as ')})`
}

/** Schema and name of whatever node names a thing. */
export function qualifiedNames(node: Node): string[] {
  const text = nodeAs(node, 'String')?.sval
  if (text !== undefined) return [text]
  const list = nodeAs(node, 'List')
  if (list !== undefined) return namesOf(list.items)
  const type = nodeAs(node, 'TypeName')
  if (type !== undefined) return namesOf(type.names)
  return namesOf(nodeAs(node, 'ObjectWithArgs')?.objname)
}

function resolvePrefix(context: StatementContext, names: readonly string[]): ObjectId | undefined {
  if (names.length === 0) return undefined
  return context.builder.resolveRelation(names) ?? context.builder.resolveType(names)
}
