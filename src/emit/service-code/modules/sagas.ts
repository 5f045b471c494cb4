import { quoteColumns } from '../../../core/identifier.ts'
import type { TypeScriptCode } from '../../../print/typescript.ts'
import { docComment, joinCode, propertyKey, ts } from '../../../print/typescript.ts'
import type { KeyColumn } from '../../reference-sql/reference-value.ts'
import type { ServedKey } from '../../references/service-references.ts'
import { camelName } from '../camel-name.ts'
import type { ServiceModule } from '../service-module.ts'
import { comment } from '../tell-reference.ts'

/** How the service has rows of its own released that others may refer to. */
export const sagas: ServiceModule = {
  id: 'sagas',
  print({ references }) {
    const keys = (references?.referenced ?? []).flat().filter(({ releases = [] }) => releases.length > 0)
    return keys.length === 0 ? undefined : { text: printReleases(keys), exports: 'all' }
  },
}

function printReleases(keys: readonly ServedKey[]): string {
  const relations = keys.map(({ relation }) => camelName(relation.name))
  const isAlone = (name: string) => relations.indexOf(name) === relations.lastIndexOf(name)
  const names = keys.map((key, at) => (isAlone(relations[at]!) ? relations[at]! : camelName(key.name)))
  const text = comment(
    'Has rows released that other services may refer to: those services vote, and only when nobody refuses does the row go.',
    [
      '    const release = releases(pool)',
      `    const answer = await release.${names[0]!}({ … })`,
      "    if (answer.outcome === 'refused') console.log(answer.service, answer.message)",
    ],
  )
  return ts`import type { ReleaseOptions, ReleaseOutcome } from 'fountain-split/runtime'
import { releaseKey } from 'fountain-split/runtime'
import type { Pool } from 'pg'

${docComment(text)}export function releases(pool: Pool) {
  return {
${joinCode(
  keys.map((key, at) => releaseOf(key, names[at]!)),
  '\n',
)}
  }
}
`.text
}

function releaseOf(key: ServedKey, name: string): TypeScriptCode {
  const { columns, home } = key
  const names = argumentNames(columns)
  const fields = columns.map((column, at) => ts`${propertyKey(names[at]!)}: ${typeOf(column)}`)
  const values = names.map((each) =>
    /^[A-Za-z_$][\w$]*$/.test(each) ? ts`key.${propertyKey(each)}` : ts`key[${each}]`,
  )
  const voters = [...new Set(key.releases!.map(({ service }) => service))].sort()
  const about = quoteColumns(key.relation, columns.map((column) => column.name)) // prettier-ignore
  const text = docComment(`A row of ${about}. Asked: ${voters.join(', ')}.`, '    ')
  return ts`${text}    ${propertyKey(name)}: (key: { ${joinCode(fields, '; ')} }, options?: ReleaseOptions): Promise<ReleaseOutcome> =>
      releaseKey(pool, { home: ${home.schema}, name: ${key.name} }, [${joinCode(values, ', ')}], options),`
}

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
