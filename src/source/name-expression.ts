import type { Node, NodeOf } from './parse-tree.ts'
import { namesOf, unwrapNode } from './parse-tree.ts'

/** FigureColname(): the name that PostgreSQL gives an unnamed expression in an index; undefined where it has none. */
export function nameExpression(node: Node | undefined): string | undefined {
  return figure(node)?.name
}

/** `strength` 1 is a name that a cast would override with its own if the inside had none, 2 one that stands. */
function figure(node: Node | undefined): { name: string; strength: 1 | 2 } | undefined {
  if (node === undefined) return undefined
  const { name, value } = unwrapNode(node)
  switch (name) {
    case 'ColumnRef':
      return strong(lastNamed((value as NodeOf<'ColumnRef'>).fields))
    case 'A_Indirection': {
      const indirection = value as NodeOf<'A_Indirection'>
      return strong(lastNamed(indirection.indirection)) ?? figure(indirection.arg)
    }
    case 'FuncCall':
      return strong(lastNamed((value as NodeOf<'FuncCall'>).funcname))
    case 'A_Expr': {
      const kind = (value as NodeOf<'A_Expr'>).kind
      return kind === 'AEXPR_NULLIF' ? strong('nullif') : undefined
    }
    case 'TypeCast': {
      const cast = value as NodeOf<'TypeCast'>
      const inner = figure(cast.arg)
      if (inner?.strength === 2) return inner
      const type = lastNamed(cast.typeName?.names)
      return type === undefined ? inner : { name: type, strength: 1 }
    }
    case 'CollateClause':
      return figure((value as NodeOf<'CollateClause'>).arg)
    case 'CaseExpr': {
      const inner = figure((value as NodeOf<'CaseExpr'>).defresult)
      return inner?.strength === 2 ? inner : { name: 'case', strength: 1 }
    }
    case 'A_ArrayExpr':
      return strong('array')
    case 'RowExpr':
      return strong('row')
    case 'CoalesceExpr':
      return strong('coalesce')
    case 'MinMaxExpr':
      return strong((value as NodeOf<'MinMaxExpr'>).op === 'IS_LEAST' ? 'least' : 'greatest')
    case 'GroupingFunc':
      return strong('grouping')
    case 'SQLValueFunction':
      return strong((value as NodeOf<'SQLValueFunction'>).op?.replace(/^SVFOP_|_N$/g, '').toLowerCase())
    case 'XmlExpr':
      return strong((value as NodeOf<'XmlExpr'>).op?.replace('IS_', '').toLowerCase())
    case 'XmlSerialize':
      return strong('xmlserialize')
    default:
      return undefined
  }
}

function strong(name: string | undefined): { name: string; strength: 2 } | undefined {
  return name === undefined ? undefined : { name, strength: 2 }
}

function lastNamed(nodes: readonly Node[] | undefined): string | undefined {
  const names = namesOf(nodes).filter((name) => name !== '')
  return names[names.length - 1]
}
