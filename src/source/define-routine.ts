import type { DraftOf } from '../catalog/draft.ts'
import { keyword, nextToken, tokens } from '../core/sql-lexer.ts'
import { findUses } from './find-uses.ts'
import type { Node, NodeOf, TypeName } from './parse-tree.ts'
import { namesOf, nodeAs } from './parse-tree.ts'
import type { BodyText } from './body-places.ts'
import { readPlpgsqlBody, readSqlBody } from './read-routine-body.ts'
import { readArgumentType, readTypeName } from './read-type-name.ts'
import type { StatementContext } from './statement-kind.ts'

/** CREATE [OR REPLACE] FUNCTION and PROCEDURE. */
export function defineRoutine(context: StatementContext, node: NodeOf<'CreateFunctionStmt'>): void {
  const { builder, statement } = context
  const names = namesOf(node.funcname)
  const parameters = (node.parameters ?? []).map((item) => nodeAs(item, 'FunctionParameter') ?? {})
  const inputs = parameters.filter(({ mode }) => mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE')
  const signature = inputs.map(({ argType }) => readArgumentType(builder, argType).text).join(', ')
  const schema = names.length > 1 ? names[names.length - 2]! : builder.creationSchema()
  const name = names[names.length - 1]!
  const options = readOptions(context, node)
  const same = builder.names.schemas.get(schema)?.routines.get(name)
  const known = same?.map((id) => builder.objects[id]!).find((object) => object.kind === 'routine' && object.arguments === signature && !object.dropped) // prettier-ignore
  const routine =
    (known as DraftOf<'routine'> | undefined) ??
    builder.create<'routine'>(
      {
        kind: 'routine',
        form: node.is_procedure === true ? 'procedure' : 'function',
        schema,
        name,
        at: statement.textStart,
        arguments: signature,
        dynamic: [],
        opaque: false,
        language: options.language,
        securityDefiner: options.securityDefiner,
      },
      statement.id,
    )
  if (known !== undefined) {
    builder.retireUses(routine)
    routine.dynamic.length = 0
  }
  routine.statement = statement.id
  routine.language = options.language
  routine.securityDefiner = options.securityDefiner
  routine.opaque = false
  if (options.searchPath !== undefined) routine.searchPath = [...options.searchPath]
  else delete routine.searchPath
  context.effect(routine.id, known === undefined ? 'create' : 'alter')
  for (const { argType, defexpr, mode } of parameters) {
    const role = mode === 'FUNC_PARAM_OUT' || mode === 'FUNC_PARAM_TABLE' ? 'result-type' : 'argument-type'
    useType(context, routine, argType, role)
    findUses(context, routine.id, defexpr, { role: 'argument-type' })
  }
  useType(context, routine, node.returnType, 'result-type')
  if (node.sql_body !== undefined) findUses(context, routine.id, node.sql_body, { role: 'body' })
  else readLater(context, routine, options)
}

interface Options {
  readonly language: string
  readonly securityDefiner: boolean
  readonly searchPath: readonly string[] | undefined
  readonly body: string | undefined
}

function readOptions(context: StatementContext, node: NodeOf<'CreateFunctionStmt'>): Options {
  let language = node.sql_body === undefined ? '' : 'sql'
  let securityDefiner = false
  let searchPath: readonly string[] | undefined
  let body: string | undefined
  for (const option of node.options ?? []) {
    const { defname, arg } = nodeAs(option, 'DefElem') ?? {}
    if (defname === 'language') language = nodeAs(arg, 'String')?.sval?.toLowerCase() ?? ''
    else if (defname === 'security') securityDefiner = nodeAs(arg, 'Boolean')?.boolval === true
    else if (defname === 'as') body = namesOf(nodeAs(arg, 'List')?.items)[0]
    else if (defname === 'set') {
      const setting = nodeAs(arg, 'VariableSetStmt')
      if (setting?.name === 'search_path')
        searchPath =
          setting.kind === 'VAR_SET_CURRENT'
            ? context.builder.searchPath
            : (setting.args ?? []).map((item) => nodeAs(item, 'A_Const')?.sval?.sval ?? '')
    }
  }
  return { language, securityDefiner, searchPath, body }
}

/** String bodies are looked up when they run: at the end, under the routine's own search_path or that of its creation. */
function readLater(context: StatementContext, routine: DraftOf<'routine'>, options: Options): void {
  const { builder } = context
  const text = options.body
  if (text === undefined || (options.language !== 'sql' && options.language !== 'plpgsql')) {
    routine.opaque = true
    return
  }
  const body = { text, at: bodyStart(context, text) }
  const statement = context.statement.id
  builder.atEnd(() => {
    if (routine.dropped || routine.statement !== statement) return
    const read = (): void => {
      routine.opaque = !readBody(context, routine, options.language, body)
    }
    // A dump creates under an empty path; sessions that call it have the database's.
    const path = routine.searchPath ?? (builder.searchPath.length === 0 ? builder.defaultSearchPath : undefined)
    if (path === undefined) read()
    else builder.withSearchPath(path, read)
  })
}

function readBody(context: StatementContext, routine: DraftOf<'routine'>, language: string, body: BodyText): boolean {
  if (language === 'sql') return readSqlBody(context, routine, body)
  const { textStart, end } = context.statement
  const statement = context.text(textStart, end)
  return readPlpgsqlBody(context, routine, statement, body)
}

/** The first byte of the body: inside its dollar quotes or quotes. */
function bodyStart(context: StatementContext, text: string): number {
  const { bytes } = context.file
  const { textStart, end } = context.statement
  const exact = bytes.indexOf(text, textStart, 'utf8')
  if (exact !== -1 && exact < end && text !== '') return exact
  let previous = ''
  for (const token of tokens(bytes, textStart, end)) {
    if (previous === 'as' && token.kind === 'string') return token.start + 1
    previous = keyword(bytes, token)
  }
  return nextToken(bytes, textStart, end).start
}

function useType(
  context: StatementContext,
  routine: DraftOf<'routine'>,
  type: TypeName | undefined,
  role: 'argument-type' | 'result-type',
): void {
  if (type !== undefined) context.use(routine.id, readTypeName(context.builder, type).id, role, type.location)
}

/** A node list of routine names, as CREATE TRIGGER and EVENT TRIGGER give them. */
export function routineOf(context: StatementContext, names: readonly Node[] | undefined): number | undefined {
  return context.builder.resolveRoutine(namesOf(names))
}
