import type { CatalogBuilder } from '../catalog/catalog-builder.ts'
import type { ObjectId } from '../catalog/statement.ts'
import { quoteName, quoteQualified } from '../core/identifier.ts'
import { builtinTypes } from './builtin-types.ts'
import type { Node, TypeName } from './parse-tree.ts'
import { namesOf, nodeAs } from './parse-tree.ts'

export interface TypeReading {
  /** As format_type() prints it; the schema of a catalogued type always before it. */
  readonly text: string
  /** The catalogued type (or relation) below arrays. */
  readonly id?: ObjectId
}

/** One string for each type text, however many columns have it. */
const interned = new Map<string, string>()

function intern(text: string): string {
  const known = interned.get(text)
  if (known !== undefined) return known
  interned.set(text, text)
  return text
}

/** Reads a type under the search_path of now. */
export function readTypeName(builder: CatalogBuilder, type: TypeName | undefined): TypeReading {
  if (type === undefined) return { text: 'unknown' }
  const names = namesOf(type.names)
  if (type.pct_type === true) return readColumnType(builder, names)
  const name = names[names.length - 1] ?? ''
  const isBuiltin = names.length === 1 || names[names.length - 2] === 'pg_catalog'
  const array = type.arrayBounds === undefined ? '' : '[]'
  if (isBuiltin) {
    const plain = builtinTypes.get(name)
    if (plain !== undefined) {
      if (type.typmods === undefined) return { text: array === '' ? plain : intern(plain + array) }
      return { text: intern(withModifiers(name, plain, type.typmods) + array) }
    }
    const element = name.startsWith('_') ? builtinTypes.get(name.slice(1)) : undefined
    if (element !== undefined) return { text: intern(`${element}[]`) }
  }
  const id = builder.resolveType(names)
  const object = id === undefined ? undefined : builder.objects[id]!
  const base = object !== undefined ? quoteQualified(object) : names.slice(-2).map(quoteName).join('.')
  const modifiers = type.typmods === undefined ? '' : `(${type.typmods.map(modifierText).join(',')})`
  const text = intern(base + modifiers + array)
  return id === undefined ? { text } : { text, id }
}

/** What PostgreSQL prints for these only where it knows that there is no length; arguments have none by nature. */
const argumentNames: Record<string, string> = { bpchar: 'character', '"bit"': 'bit' }

/** The type of a routine's argument: part of the routine's identity, in which no length or precision counts. */
export function readArgumentType(builder: CatalogBuilder, type: TypeName | undefined): TypeReading {
  if (type === undefined) return readTypeName(builder, type)
  const { typmods: _typmods, ...bare } = type
  const { text, ...more } = readTypeName(builder, bare)
  const element = text.replace(/\[\]$/, '')
  return { text: (argumentNames[element] ?? element) + text.slice(element.length), ...more }
}

/** `relation.column%TYPE`. */
function readColumnType(builder: CatalogBuilder, names: readonly string[]): TypeReading {
  const relation = builder.as(builder.resolveRelation(names.slice(0, -1)), 'relation')
  const column = relation?.columns.find((candidate) => candidate.name === names[names.length - 1])
  if (column === undefined) return { text: `${names.map(quoteName).join('.')}%TYPE` }
  return column.typeId === undefined ? { text: column.type } : { text: column.type, id: column.typeId }
}

function withModifiers(name: string, plain: string, modifiers: readonly Node[]): string {
  const numbers = modifiers.map(modifierNumber)
  const first = numbers[0] ?? 0
  switch (name) {
    case 'bpchar':
      return `character(${first})`
    case 'bit':
      return `bit(${first})`
    case 'numeric':
      return `numeric(${first},${numbers[1] ?? 0})`
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
      return plain.replace(' ', `(${Math.min(first, 6)}) `)
    case 'interval':
      return plain + intervalFields(first) + (numbers[1] === undefined ? '' : `(${Math.min(numbers[1], 6)})`)
    default:
      return `${plain}(${modifiers.map(modifierText).join(',')})`
  }
}

function modifierNumber(node: Node): number {
  const constant = nodeAs(node, 'A_Const')
  return constant?.ival === undefined ? 0 : (constant.ival.ival ?? 0)
}

function modifierText(node: Node): string {
  const constant = nodeAs(node, 'A_Const')
  if (constant?.sval !== undefined) return constant.sval.sval ?? ''
  if (constant?.fval !== undefined) return constant.fval.fval ?? ''
  if (constant !== undefined) return String(modifierNumber(node))
  const fields = nodeAs(node, 'ColumnRef')?.fields
  return fields === undefined ? '' : namesOf(fields).join('.')
}

/** The mask of INTERVAL_MASK() in PostgreSQL's datetime.h. */
const intervalNames: readonly (readonly [mask: number, name: string])[] = [
  [0x0004, 'year'],
  [0x0002, 'month'],
  [0x0008, 'day'],
  [0x0400, 'hour'],
  [0x0800, 'minute'],
  [0x1000, 'second'],
]

function intervalFields(mask: number): string {
  if (mask === 0x7fff) return ''
  const named = intervalNames.filter(([bit]) => (mask & bit) !== 0).map(([, name]) => name)
  return named.length === 0 ? '' : ` ${named.length === 1 ? named[0] : `${named[0]} to ${named[named.length - 1]}`}`
}
