import { quoteColumns } from '../../../core/identifier.ts'
import type { TypeScriptCode } from '../../../print/typescript.ts'
import { docComment, joinCode, propertyKey, ts } from '../../../print/typescript.ts'
import type { KeyColumn } from '../../reference-sql/reference-value.ts'
import type { ServedKey } from '../../references/service-references.ts'
import { camelName } from '../camel-name.ts'
import type { ServiceModule } from '../service-module.ts'
import { comment } from '../tell-reference.ts'

/** How the service has rows of its own released, and their keys changed, that others may refer to. */
export const sagas: ServiceModule = {
  id: 'sagas',
  print({ references }) {
    const all = (references?.referenced ?? []).flat()
    const released = all.filter(({ releases = [] }) => releases.length > 0)
    const changed = all.filter(({ changes = [] }) => changes.length > 0)
    const parts = [...(released.length > 0 ? [printReleases(released)] : []), ...(changed.length > 0 ? [printChanges(changed)] : [])] // prettier-ignore
    if (parts.length === 0) return undefined
    const types = [...(changed.length > 0 ? ['ChangeOutcome'] : []), 'ReleaseOptions', ...(released.length > 0 ? ['ReleaseOutcome'] : [])] // prettier-ignore
    const functions = [...(changed.length > 0 ? ['changeKey'] : []), ...(released.length > 0 ? ['releaseKey'] : [])]
    const head = `import type { ${types.join(', ')} } from 'fountain-split/runtime'
import { ${functions.join(', ')} } from 'fountain-split/runtime'
import type { Pool } from 'pg'
`
    return { text: [head, ...parts.map(({ text }) => text)].join('\n'), exports: 'all' }
  },
}

/** By relation, where it has one such key. */
function namesOf(keys: readonly ServedKey[]): string[] {
  const relations = keys.map(({ relation }) => camelName(relation.name))
  const isAlone = (name: string) => relations.indexOf(name) === relations.lastIndexOf(name)
  return keys.map((key, at) => (isAlone(relations[at]!) ? relations[at]! : camelName(key.name)))
}

function printReleases(keys: readonly ServedKey[]): TypeScriptCode {
  const names = namesOf(keys)
  const text = comment(
    'Has rows released that other services may refer to: those services vote, and only when nobody refuses does the row go.',
    [
      '    const release = releases(pool)',
      `    const answer = await release.${names[0]!}({ … })`,
      "    if (answer.outcome === 'refused') console.log(answer.service, answer.message)",
    ],
  )
  return ts`${docComment(text)}export function releases(pool: Pool) {
  return {
${joinCode(
  keys.map((key, at) => releaseOf(key, names[at]!)),
  '\n',
)}
  }
}
`
}

function printChanges(keys: readonly ServedKey[]): TypeScriptCode {
  const names = namesOf(keys)
  const text = comment(
    'Has keys changed that other services may refer to: those services vote, and only when nobody refuses does the key change.',
    [
      '    const change = keyChanges(pool)',
      `    const answer = await change.${names[0]!}({ … }, { … })`,
      "    if (answer.outcome === 'refused') console.log(answer.service, answer.message)",
    ],
  )
  return ts`${docComment(text)}export function keyChanges(pool: Pool) {
  return {
${joinCode(
  keys.map((key, at) => changeOf(key, names[at]!)),
  '\n',
)}
  }
}
`
}

function releaseOf(key: ServedKey, name: string): TypeScriptCode {
  const { home } = key
  const text = docComment(`A row of ${aboutOf(key)}. Asked: ${askedOf(key.releases)}.`, '    ')
  return ts`${text}    ${propertyKey(name)}: (key: { ${fieldsOf(key)} }, options?: ReleaseOptions): Promise<ReleaseOutcome> =>
      releaseKey(pool, { home: ${home.schema}, name: ${key.name} }, [${valuesOf(key, 'key')}], options),`
}

function changeOf(key: ServedKey, name: string): TypeScriptCode {
  const { home } = key
  const text = docComment(`The key of a row of ${aboutOf(key)}. Asked: ${askedOf(key.changes)}.`, '    ')
  return ts`${text}    ${propertyKey(name)}: (from: { ${fieldsOf(key)} }, to: { ${fieldsOf(key)} }, options?: ReleaseOptions): Promise<ChangeOutcome> =>
      changeKey(pool, { home: ${home.schema}, name: ${key.name} }, [${valuesOf(key, 'from')}], [${valuesOf(key, 'to')}], options),`
}

const aboutOf = ({ relation, columns }: ServedKey) => quoteColumns(relation, columns.map((column) => column.name)) // prettier-ignore

function askedOf(refusals: ServedKey['releases'] = []): string {
  return [...new Set(refusals.map(({ service }) => service))].sort().join(', ')
}

function fieldsOf({ columns }: ServedKey): TypeScriptCode {
  const names = argumentNames(columns)
  return joinCode(columns.map((column, at) => ts`${propertyKey(names[at]!)}: ${typeOf(column)}`), '; ') // prettier-ignore
}

function valuesOf({ columns }: ServedKey, argument: 'key' | 'from' | 'to'): TypeScriptCode {
  const of = code[argument]
  const values = argumentNames(columns).map((each) =>
    /^[A-Za-z_$][\w$]*$/.test(each) ? ts`${of}.${propertyKey(each)}` : ts`${of}[${each}]`,
  )
  return joinCode(values, ', ')
}

const code = { key: ts`key`, from: ts`from`, to: ts`to` }

function argumentNames(columns: readonly KeyColumn[]): string[] {
  const wanted = columns.map(({ name }) => camelName(name))
  const isTaken = (name: string) => wanted.indexOf(name) !== wanted.lastIndexOf(name)
  return columns.map(({ name }, at) => (isTaken(wanted[at]!) ? name : wanted[at]!))
}

function typeOf({ base }: KeyColumn): TypeScriptCode {
  if (base === 'smallint' || base === 'integer') return ts`number`
  if (base === 'bigint') return ts`string | number | bigint`
  return base === 'boolean' ? ts`boolean` : ts`string`
}
