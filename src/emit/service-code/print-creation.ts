import { quoteColumns, quoteName, quoteQualified } from '../../core/identifier.ts'
import type { TypeScriptCode } from '../../print/typescript.ts'
import { docComment, joinCode, literal, propertyKey, rawWord, ts } from '../../print/typescript.ts'
import type { Creation, CreationMember, CreationPartner } from '../creations/creation.ts'
import { comment } from './tell-reference.ts'

/** The name of its saga. */
export function createOf({ type }: CreationMember): TypeScriptCode {
  return rawWord(`create${type}`)
}

/** What is given for a creation, and its saga, with the steps of one service; those of others by their names. */
export function printCreation(creation: Creation, service: string): TypeScriptCode {
  const { member, partners } = creation
  const steps = [...partners, member].map((each) => printStep(creation, each, service))
  const name = `create ${quoteQualified(member.relation)}`
  return ts`${printInput(creation)}
${docComment(tell(creation))}export const ${createOf(member)} = saga<${rawWord(member.type)}Creation>(${name})
${steps}
`
}

function tell({ member, partners }: Creation): string {
  const about = quoteQualified(member.relation)
  return comment(
    `A row of ${about} of ${member.home.service} with rows of other services, which one transaction made. It stands for:`,
    partners.flatMap(({ constraint, references, because }) => [
      `- ${quoteColumns(member.relation, references.map(({ from }) => from))}: CONSTRAINT ${quoteName(constraint)},`, // prettier-ignore
      `  ${because}`,
    ]),
    `Steps of your own come after these: \`${createOf(member).text}.named('…').step(…)\`, given to the workers as \`sagas\`.`,
  )
}

/** Each row of another service is given, and is made then; else its key stands in the row that refers to it. */
function printInput({ member, partners }: Creation): TypeScriptCode {
  const own = rawWord(`New${member.type}`)
  const word = rawWord(member.word)
  const filled = union(partners.flatMap(({ references }) => references.map(({ from }) => from)))
  const choices = partners.map(
    ({ word: each, type, references }) => ts` & (
  | { readonly ${rawWord(each)}: New${rawWord(type)} }
  | { readonly ${rawWord(each)}?: never; readonly ${word}: Pick<${own}, ${union(references.map(({ from }) => from))}> }
)`,
  )
  const text = comment('What it is made of: rows of other services that are to be made too, or their keys in the row itself.') // prettier-ignore
  return ts`${docComment(text)}export type ${rawWord(member.type)}Creation = { readonly ${word}: Omit<${own}, ${filled}> }${joinCode(choices, '')}
`
}

function union(names: readonly string[]): TypeScriptCode {
  return joinCode(
    [...new Set(names)].map((name) => literal(name)),
    ' | ',
  )
}

function printStep({ member, partners }: Creation, made: CreationMember, service: string): TypeScriptCode {
  if (made.home.service !== service) return ts`  .elsewhere(${made.home.service}, ${made.word})`
  const isLast = made === member
  const run = isLast ? insertMember(member, partners) : insertPartner(made)
  const undo = undoOf(made, !isLast)
  const awaits = [...new Set(partners.map(({ constraint }) => constraint))]
  const more = isLast ? ts`
    // Keys of rows that were made just before may come later than the message.
    { awaits: ${literal(awaits, '    ')} },` : ts`` // prettier-ignore
  const rest = undo === undefined ? (isLast ? ts`\n    undefined,${more}` : ts``) : ts`\n    ${undo},${more}`
  return ts`  .step(
    ${service},
    ${made.word},
    ${run},${rest}
  )`
}

function insertPartner({ relation, word, told }: CreationMember): TypeScriptCode {
  const name = rawWord(word)
  return ts`async (client, { ${asVariable(word)} }) => {
      if (${variable(word)} === undefined) return
      return { ${name}: await insertRow(client, ${literal([relation.schema, relation.name])}, ${variable(word)}, ${literal(told)}) }
    }`
}

function insertMember({ relation, word, told }: CreationMember, partners: readonly CreationPartner[]): TypeScriptCode {
  const filled = partners.map(({ word: each, references }) => {
    const values = references.map(({ from, to }) => ts`${propertyKey(from)}: ${access(each, to)}`)
    return ts`        ...(${variable(each)} && { ${joinCode(values, ', ')} }),`
  })
  const words = [...partners.map((each) => each.word), word].map(asVariable)
  return ts`async (client, { ${joinCode(words, ', ')} }) => {
      const row = {
        ...${variable(word)},
${filled}
      }
      return { ${rawWord(word)}: await insertRow(client, ${literal([relation.schema, relation.name])}, row, ${literal(told)}) }
    }`
}

function undoOf({ relation, home, word, undo }: CreationMember, mayLack: boolean): TypeScriptCode | undefined {
  if (undo.by === 'nothing') return undefined
  const args = ts`client, ${literal([relation.schema, relation.name])}, ${variable(word)}, ${literal(undo.key)}`
  const act =
    undo.by === 'delete'
      ? ts`deleteRow(${args})`
      : ts`releaseRow(${args}, ${literal({ home: home.schema, name: undo.name })})`
  const given = ts`async (client, { ${asVariable(word)} })`
  if (!mayLack) return ts`${given} => ${act}`
  return ts`${given} => ${variable(word)} && ${act}`
}

/** Words that cannot be names of variables, and those that mean something else here. */
const reserved = new Set(
  'arguments await break case catch class client const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return row static super switch this throw true try typeof var void while with yield deleteRow insertRow releaseRow undefined'.split(
    ' ',
  ),
)

function variable(word: string): TypeScriptCode {
  return rawWord(reserved.has(word) ? `${word}_` : word)
}

/** A property taken out of the data. */
function asVariable(word: string): TypeScriptCode {
  return reserved.has(word) ? ts`${rawWord(word)}: ${variable(word)}` : variable(word)
}

function access(word: string, column: string): TypeScriptCode {
  return /^[A-Za-z_$][\w$]*$/.test(column)
    ? ts`${variable(word)}.${propertyKey(column)}`
    : ts`${variable(word)}[${column}]`
}
