import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Real schemas beside the project; where they are missing, tests that need them are skipped. */
const folder = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url))

export const hasCorpus = existsSync(folder)

export const corpusNames = ['adventureworks', 'pagila', 'postgrest-spec'] as const
export type CorpusName = (typeof corpusNames)[number]

/**
 * What must be replaced in a schema so that it loads as a whole, in one go, on PostgreSQL 15 to 18 without extensions that
 * PostgreSQL does not bring along. No replacement touches a foreign key. Each must match, or the schema is another one.
 */
const replacements: Record<CorpusName, readonly (readonly [pattern: RegExp, replacement: string])[]> = {
  // Wants uuid-ossp and tablefunc, and files of rows that are not there; its one inline INSERT references such rows.
  adventureworks: [
    [/^\s*\\.*$/gm, ''],
    [/^INSERT INTO Production\.ProductReview [^]*?\);$/gm, ''],
  ],
  // Written for 18 (uuidv7, virtual columns) with pgvector. Its owner is a role called postgres.
  pagila: [
    [/DEFAULT uuidv7\(\)/g, 'DEFAULT gen_random_uuid()'],
    [/\) VIRTUAL$/gm, ') STORED'],
    [/^(?:CREATE|COMMENT ON) EXTENSION .*vector.*;$/gm, ''],
    [/public\.vector\(20\)/g, 'real[]'],
    [/^CREATE INDEX film_embedding_embedding_hnsw_idx .*$/gm, ''],
  ],
  // Wants pgcrypto, PostGIS, and a database whose public schema was dropped.
  'postgrest-spec': [
    [/^CREATE SCHEMA public;$/gm, 'CREATE SCHEMA IF NOT EXISTS public;'],
    [/^create extension if not exists postgis .*$/gm, ''],
    [/extensions\.geometry\(\w+, 4326\)/g, 'text'],
  ],
}

/** Where the schema as published is. */
export function corpusFile(name: CorpusName): string {
  return `${folder}${name}/schema.sql`
}

/** The schema as published. */
export function readCorpusSchema(name: CorpusName): string {
  return readFileSync(corpusFile(name), 'utf8')
}

/** The schema with stand-ins, to be loaded into an empty database by a superuser; can be sent as one query. */
export function readLoadableSchema(name: CorpusName): string {
  let text = readCorpusSchema(name)
  for (const [pattern, replacement] of replacements[name]) {
    const next = text.replace(pattern, replacement)
    if (next === text) throw new Error(`${name} is not the schema that these replacements were made for: ${pattern}`)
    text = next
  }
  return text
}

/** The foreign keys that PostgreSQL has after loading, as `foreign-keys.json` tells them. */
export function readCorpusForeignKeys(name: CorpusName): readonly CorpusForeignKey[] {
  return JSON.parse(readFileSync(`${folder}${name}/foreign-keys.json`, 'utf8'))
}

export interface CorpusForeignKey {
  readonly constraint: string
  readonly referencing: { readonly schema: string; readonly relation: string; readonly columns: readonly string[] }
  readonly referenced: { readonly schema: string; readonly relation: string; readonly columns: readonly string[] }
  readonly onDelete: string
  readonly onUpdate: string
  readonly match: string
  readonly deferrable: string
  readonly validated: boolean
}

/**
 * `foreign-keys.json` was made with PostgreSQL 15, which does not know virtual columns: CREATE TABLE film failed there, and
 * with it six keys from and to film that the schema does have. These are their names by relation.
 */
export const keysUnknownToFifteen: Partial<Record<CorpusName, readonly (readonly [relation: string, name: string])[]>> =
  {
    pagila: [
      ['film', 'film_language_id_fkey'],
      ['film', 'film_original_language_id_fkey'],
      ['film_actor', 'film_actor_film_id_fkey'],
      ['film_category', 'film_category_film_id_fkey'],
      ['film_embedding', 'film_embedding_film_id_fkey'],
      ['inventory', 'inventory_film_id_fkey'],
    ],
  }
