import { plainName } from '../../../core/identifier.ts'
import type { TypeScriptCode } from '../../../print/typescript.ts'
import { docComment, propertyKey, ts } from '../../../print/typescript.ts'
import { columnTypes } from '../../column-type.ts'
import type { EmitInput } from '../../emitter.ts'
import type { Typed } from '../../typed-relations.ts'
import { typedRelations } from '../../typed-relations.ts'
import type { ServiceModule } from '../service-module.ts'

/** The service's relations and views as kysely wants them. */
export const database: ServiceModule = {
  id: 'database',
  print({ input, service }) {
    const typed = typedRelations(input, service.name)
    return typed.length === 0 ? undefined : { text: printDatabase(input, typed), exports: 'types' }
  },
}

const interval = `
/** What node-postgres makes of an interval; parts that are 0 are left out. */
export interface IntervalValue {
  years?: number
  months?: number
  days?: number
  hours?: number
  minutes?: number
  seconds?: number
  milliseconds?: number
  toPostgres(): string
  toISOString(): string
}
`

function printDatabase({ catalog }: EmitInput, typed: readonly Typed[]): string {
  const declarations = typed
    .filter(({ rows, object }) => rows === object)
    .map((each) => declare(each, (column) => columnTypes(catalog, each.object, column)))
  const body = ts`
/** What this service's database holds. */
export interface Database {
${typed.map(entry)}
}
${declarations}
`.text
  const imports = ['ColumnType', 'Generated', 'GeneratedAlways'].filter((name) => body.includes(`: ${name}<`))
  const head = imports.length === 0 ? '' : `import type { ${imports.join(', ')} } from 'kysely'\n`
  return `${head}${body}${body.includes('IntervalValue') ? interval : ''}`.trimStart()
}

/** kysely reads a name up to its dot as a schema, and ` as ` as SQL's AS: such names reach it in `sql` only. */
function entry({ object, name }: Typed): TypeScriptCode {
  const key = propertyKey(plainName(object))
  const isReachable = [object.schema, object.name].every((part) => !/\.| as |^\s|\s$/.test(part))
  if (isReachable) return ts`  ${key}: ${name}`
  return ts`  // ${key}: kysely would read the name otherwise; name it with sql.id, and its rows ${name}.`
}

function declare(
  { object, name, columns }: Typed,
  typeOf: (column: NonNullable<Typed['columns']>[number]) => TypeScriptCode,
): TypeScriptCode {
  const comment = docComment(object.comment ?? '')
  if (columns === undefined)
    return ts`
${comment}export type ${name} = Record<string, unknown>`
  const lines = columns.map(
    (column) => ts`${docComment(column.comment ?? '', '  ')}  ${propertyKey(column.name)}: ${typeOf(column)}`,
  )
  return ts`
${comment}export interface ${name} {
${lines}
}`
}
