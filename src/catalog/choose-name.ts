import { maximumNameBytes, truncateName } from '../core/identifier.ts'
import type { SchemaNames } from './schema-names.ts'

/**
 * PostgreSQL's makeObjectName(): `name1_name2_label`, the longer of the two names cut first, by bytes of UTF-8, until all fits.
 */
export function makeObjectName(name1: string, name2: string | undefined, label: string): string {
  const suffix = `_${label}`
  if ((name1.length + (name2?.length ?? 0) + suffix.length + 1) * 3 <= maximumNameBytes)
    return name2 === undefined ? name1 + suffix : `${name1}_${name2}${suffix}`
  const room = maximumNameBytes - Buffer.byteLength(suffix) - (name2 === undefined ? 0 : 1)
  let bytes1 = Buffer.byteLength(name1)
  let bytes2 = name2 === undefined ? 0 : Buffer.byteLength(name2)
  while (bytes1 + bytes2 > room) {
    if (bytes1 > bytes2) bytes1--
    else bytes2--
  }
  const start = truncateName(name1, bytes1)
  return name2 === undefined ? start + suffix : `${start}_${truncateName(name2, bytes2)}${suffix}`
}

/** ChooseRelationName(): free among the relations of the schema and, for a constraint, among its constraints too. */
export function chooseRelationName(
  names: SchemaNames,
  name1: string,
  name2: string | undefined,
  label: string,
  isConstraint: boolean,
): string {
  for (let pass = 0; ; pass++) {
    const name = makeObjectName(name1, name2, pass === 0 ? label : label + pass)
    if (!names.relations.has(name) && !(isConstraint && names.constraints.has(name))) return name
  }
}

/** ChooseConstraintName(): free among the constraints of the schema and those of the statement at hand. */
export function chooseConstraintName(
  names: SchemaNames,
  name1: string,
  name2: string | undefined,
  label: string,
  taken?: ReadonlySet<string>,
): string {
  for (let pass = 0; ; pass++) {
    const name = makeObjectName(name1, name2, pass === 0 ? label : label + pass)
    if (!names.constraints.has(name) && !taken?.has(name)) return name
  }
}

/** ChooseIndexNameAddition() and its twin for foreign keys: column names joined by `_`, no more than could ever fit. */
export function joinColumnNames(columns: readonly string[]): string {
  let joined = ''
  for (const [position, column] of columns.entries()) {
    if (position > 0) joined += '_'
    joined += column
    if (Buffer.byteLength(joined) > maximumNameBytes) break
  }
  return truncateName(joined)
}

/** ChooseIndexColumnNames(): a name that occurs twice gets a number. */
export function distinctColumnNames(columns: readonly string[]): string[] {
  const names: string[] = []
  for (const column of columns) {
    let name = column
    for (let pass = 1; names.includes(name); pass++)
      name = truncateName(column, maximumNameBytes - String(pass).length) + pass
    names.push(name)
  }
  return names
}
