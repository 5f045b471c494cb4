import { readFileSync } from 'node:fs'

/** A row of the matrix: a variant, and what came out of each scenario. */
export type MatrixRow = Readonly<Record<string, string>>

export function readMatrix(version: number): readonly MatrixRow[] {
  const name = version >= 18 ? 18 : 15
  const file = new URL(`../../../../fixtures/foreign-key-matrix/postgresql-${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')).rows
}
