import type { Catalog } from '../catalog/catalog.ts'
import { evidenceAt, objectsOf } from '../catalog/catalog.ts'
import { joinColumnNames, makeObjectName } from '../catalog/choose-name.ts'
import type { CatalogObject, ForeignKey, Relation } from '../catalog/object.ts'
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { FountainError } from '../core/fountain-error.ts'
import { nameKey, quoteColumns } from '../core/identifier.ts'
import { parseColumns, splitReference, type NamedColumns } from '../core/parse-columns.ts'

type Confirmation = NonNullable<NonNullable<Config['implied']>['confirm']>[number]

/**
 * The catalog with the references that the user confirmed as foreign keys of their own, marked `implied`: from here on
 * they count like declared ones. What cannot be confirmed is a diagnostic.
 */
export function confirmReferences(
  catalog: Catalog,
  confirmed: readonly Confirmation[],
): { catalog: Catalog; diagnostics: readonly Diagnostic[] } {
  if (confirmed.length === 0) return { catalog, diagnostics: [] }
  const relations = new Map(objectsOf(catalog, 'relation').map((each) => [nameKey(each.schema, each.name), each]))
  const declared = new Set(objectsOf(catalog, 'foreign-key').map((key) => identity(key)))
  const diagnostics: Diagnostic[] = []
  const added: ForeignKey[] = []
  for (const confirmation of confirmed) {
    const { from, to, written } = ends(confirmation)
    const owner = relations.get(nameKey(from.schema, from.name))
    const target = relations.get(nameKey(to.schema, to.name))
    const missing = missingPart(from, owner) ?? missingPart(to, target)
    if (missing !== undefined || owner === undefined || target === undefined) {
      diagnostics.push(complaint('unknown-implied-reference', written, `${missing} is not in the schema`, 'Is it misspelt? Names are as PostgreSQL folds them: lower case unless quoted.')) // prettier-ignore
      continue
    }
    const referencedKey = keyOver(catalog, target, to.columns)
    if (referencedKey === undefined || from.columns.length !== to.columns.length) {
      diagnostics.push(complaint('unfit-implied-reference', written, `${quoteColumns(target, to.columns)} is not unique`, 'A reference needs one row to mean. Add the key that is missing, or take it out of confirm.')) // prettier-ignore
      continue
    }
    const { statement, at } = owner.columns.find(({ name }) => name === from.columns[0])!
    const key: ForeignKey = {
      kind: 'foreign-key',
      id: catalog.objects.length + added.length,
      schema: owner.schema,
      name: makeObjectName(owner.name, joinColumnNames(from.columns), 'fkey'),
      of: owner.id,
      statement,
      at,
      end: evidenceEnd(catalog, statement),
      dropped: false,
      uses: [],
      columns: from.columns,
      referenced: target.id,
      referencedColumns: to.columns,
      referencedKey,
      onDelete: typeof confirmation === 'string' ? 'no action' : (confirmation.onDelete ?? 'no action'),
      onDeleteColumns: [],
      onUpdate: typeof confirmation === 'string' ? 'no action' : (confirmation.onUpdate ?? 'no action'),
      match: 'simple',
      deferrable: 'no',
      validated: false,
      inherited: false,
      implied: true,
    }
    if (declared.has(identity(key)))
      diagnostics.push({ ...complaint('declared-implied-reference', written, 'It is declared, or confirmed twice', 'Take it out of confirm.'), severity: 'info', evidence: evidenceAt(catalog, statement, at) }) // prettier-ignore
    else added.push(key)
    declared.add(identity(key))
  }
  return { catalog: { ...catalog, objects: [...catalog.objects, ...added] }, diagnostics }
}

function ends(confirmation: Confirmation): { from: NamedColumns; to: NamedColumns; written: string } {
  const pair =
    typeof confirmation === 'string' ? splitReference(confirmation) : ([confirmation.from, confirmation.to] as const)
  if (pair === undefined)
    throw new FountainError('invalid-name', `implied.confirm: ${JSON.stringify(confirmation)} is not a reference`, {
      hint: 'Write it as analyze does: public.script(author_id) -> public.playwright(author_id)',
    })
  return { from: parseColumns(pair[0]), to: parseColumns(pair[1]), written: pair.join(' -> ') }
}

function missingPart(end: NamedColumns, relation: Relation | undefined): string | undefined {
  const isThere = end.columns.every((name) => relation?.columns.some((column) => column.name === name) === true)
  return relation !== undefined && isThere ? undefined : quoteColumns(end, end.columns)
}

function keyOver(catalog: Catalog, relation: Relation, columns: readonly string[]): number | undefined {
  const wanted = new Set(columns)
  const fits = (object: CatalogObject): boolean => {
    if (object.dropped || object.of !== relation.id) return false
    const isKey = object.kind === 'constraint' && (object.form === 'primary' || object.form === 'unique')
    const isIndex = object.kind === 'index' && object.unique && !object.partial
    if (!isKey && !isIndex) return false
    const names = object.columns as readonly string[]
    return names.length === wanted.size && names.every((name) => wanted.has(name))
  }
  return catalog.objects.find(fits)?.id
}

const identity = ({ of, columns, referenced, referencedColumns }: ForeignKey): string =>
  JSON.stringify([of, columns, referenced, referencedColumns])

const evidenceEnd = (catalog: Catalog, statement: number): number => catalog.statements[statement]!.end

function complaint(code: string, written: string, message: string, hint: string): Diagnostic {
  return { code, severity: 'warning', subject: written, message, hint }
}
