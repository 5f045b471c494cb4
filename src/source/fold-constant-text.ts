import { quoteLiteral, quoteName } from '../core/identifier.ts'
import type { Node } from './parse-tree.ts'
import { namesOf, nodeAs } from './parse-tree.ts'

/** The text that an expression always gives: constants, `||`, concat, format, quote_ident …; undefined where a value decides. */
export function foldConstantText(node: Node | undefined): string | undefined {
  const constant = nodeAs(node, 'A_Const')
  if (constant !== undefined) return constantValue(constant)
  const cast = nodeAs(node, 'TypeCast')
  if (cast !== undefined) return foldConstantText(cast.arg)
  const expression = nodeAs(node, 'A_Expr')
  if (expression !== undefined) {
    if (namesOf(expression.name).at(-1) !== '||') return undefined
    return joined([expression.lexpr, expression.rexpr])
  }
  const call = nodeAs(node, 'FuncCall')
  return call === undefined ? undefined : foldCall(namesOf(call.funcname).at(-1) ?? '', call.args ?? [])
}

function constantValue(constant: NonNullable<ReturnType<typeof nodeAs<'A_Const'>>>): string | undefined {
  if (constant.isnull === true) return undefined
  if (constant.ival !== undefined) return String(constant.ival.ival ?? 0)
  return constant.sval === undefined ? undefined : (constant.sval.sval ?? '')
}

function joined(parts: readonly (Node | undefined)[]): string | undefined {
  const texts = parts.map((part) => foldConstantText(part))
  return texts.includes(undefined) ? undefined : texts.join('')
}

function foldCall(name: string, args: readonly Node[]): string | undefined {
  const first = foldConstantText(args[0])
  switch (name) {
    case 'concat':
      return joined(args)
    case 'quote_ident':
      return first === undefined ? undefined : quoteName(first)
    case 'quote_literal':
      return first === undefined ? undefined : quoteLiteral(first)
    case 'format':
      return first === undefined ? undefined : foldFormat(first, args.slice(1).map(foldConstantText))
    default:
      return undefined
  }
}

/** format(): %s, %I, %L, with positions and widths, which are no matter in SQL; undefined where a value is not known. */
function foldFormat(pattern: string, values: readonly (string | undefined)[]): string | undefined {
  let next = 0
  let known = true
  const text = pattern.replace(/%(?:(\d+)\$)?-?\d*([sIL%])/g, (_, position: string | undefined, kind: string) => {
    if (kind === '%') return '%'
    if (position !== undefined) next = Number(position) - 1
    const value = values[next++]
    if (value === undefined) known = false
    return value === undefined ? '' : kind === 'I' ? quoteName(value) : kind === 'L' ? quoteLiteral(value) : value
  })
  return known ? text : undefined
}
