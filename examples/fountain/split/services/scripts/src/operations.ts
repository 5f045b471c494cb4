import type { RuntimeHooks, Saga, SagaOptions, SagaOutcome, SagaPace } from 'fountain-split/runtime'
import { insertRow, PostgresSagaPost, releaseRow, runSaga, saga, SagaWorker } from 'fountain-split/runtime'
import type { Pool } from 'pg'

/** A row of "scripts-schema".scene of scripts, to be made. */
export interface NewScene {
  readonly scene_id?: number
  readonly act_id: number
  readonly scene_number: number
  readonly synopsis?: string | null
  readonly notes?: string | null
}

/** A row of "metadata-schema".crossreferences of metadata, to be made. */
export interface NewCrossreferences {
  readonly cross_reference_id?: number
  readonly scene_id: number
  readonly referenced_scene_id: number
  readonly description?: string | null
}

/** A row of "metadata-schema".metadata of metadata, to be made. */
export interface NewMetadata {
  readonly metadata_id?: number
  readonly creation_date?: string
  readonly last_modified_date?: string
  readonly version_number?: string
  readonly status?: 'outline' | 'draft' | 'rehearsal' | 'published'
  readonly additional_information?: unknown
}

/** A row of "playwrights-schema".playwright of playwrights, to be made. */
export interface NewPlaywright {
  readonly author_id?: number
  readonly name: string
  readonly biography?: string | null
  /** An address or an agent; personal data */
  readonly contact_information?: string | null
}

/** A row of "scripts-schema".script of scripts, to be made. */
export interface NewScript {
  readonly script_id?: number
  readonly title: string
  readonly author_id: number
  readonly metadata_id?: number | null
  readonly url?: string | null
}

/** A row of "supporting-schema".titlepage of supporting, to be made. */
export interface NewTitlepage {
  readonly title_page_id?: number
  readonly script_id: number
  readonly text: string
}

/** What it is made of: rows of other services that are to be made too, or their keys in the row itself. */
export type CrossreferencesCreation = { readonly crossreferences: Omit<NewCrossreferences, 'referenced_scene_id'> } & (
  | { readonly scene: NewScene }
  | { readonly scene?: never; readonly crossreferences: Pick<NewCrossreferences, 'referenced_scene_id'> }
)

/**
 * A row of "metadata-schema".crossreferences of metadata with rows of other services, which one transaction
 * made. It stands for:
 *
 * - "metadata-schema".crossreferences(referenced_scene_id): CONSTRAINT crossreferences_target_fkey,
 *   DEFERRABLE: in one transaction they were written in any order
 *
 * Steps of your own come after these: `createCrossreferences.named('…').step(…)`, given to the workers as
 * `sagas`.
 */
export const createCrossreferences = saga<CrossreferencesCreation>('create "metadata-schema".crossreferences')
  .step(
    'scripts',
    'scene',
    async (client, { scene }) => {
      if (scene === undefined) return
      return { scene: await insertRow(client, ['scripts-schema', 'scene'], scene, ['scene_id']) }
    },
    async (client, { scene }) => scene && releaseRow(client, ['scripts-schema', 'scene'], scene, ['scene_id'], { home: 'fountain_split', name: 'scene_scene_id' }),
  )
  .elsewhere('metadata', 'crossreferences')

/** What it is made of: rows of other services that are to be made too, or their keys in the row itself. */
export type ScriptCreation = { readonly script: Omit<NewScript, 'metadata_id' | 'author_id'> } & (
  | { readonly metadata: NewMetadata }
  | { readonly metadata?: never; readonly script: Pick<NewScript, 'metadata_id'> }
) & (
  | { readonly playwright: NewPlaywright }
  | { readonly playwright?: never; readonly script: Pick<NewScript, 'author_id'> }
)

/**
 * A row of "scripts-schema".script of scripts with rows of other services, which one transaction made. It
 * stands for:
 *
 * - "scripts-schema".script(metadata_id): CONSTRAINT script_metadata_fkey,
 *   DEFERRABLE: in one transaction they were written in any order
 * - "scripts-schema".script(author_id): CONSTRAINT script_author_id_fkey,
 *   NOT NULL: there is none without one, and nothing else refers to those
 *
 * Steps of your own come after these: `createScript.named('…').step(…)`, given to the workers as `sagas`.
 */
export const createScript = saga<ScriptCreation>('create "scripts-schema".script')
  .elsewhere('metadata', 'metadata')
  .elsewhere('playwrights', 'playwright')
  .step(
    'scripts',
    'script',
    async (client, { metadata, playwright, script }) => {
      const row = {
        ...script,
        ...(metadata && { metadata_id: metadata.metadata_id }),
        ...(playwright && { author_id: playwright.author_id }),
      }
      return { script: await insertRow(client, ['scripts-schema', 'script'], row, ['script_id']) }
    },
    async (client, { script }) => releaseRow(client, ['scripts-schema', 'script'], script, ['script_id'], { home: 'fountain_split', name: 'script_script_id' }),
    // Keys of rows that were made just before may come later than the message.
    { awaits: ['script_metadata_fkey', 'script_author_id_fkey'] },
  )

/** What it is made of: rows of other services that are to be made too, or their keys in the row itself. */
export type TitlepageCreation = { readonly titlepage: Omit<NewTitlepage, 'script_id'> } & (
  | { readonly script: NewScript }
  | { readonly script?: never; readonly titlepage: Pick<NewTitlepage, 'script_id'> }
)

/**
 * A row of "supporting-schema".titlepage of supporting with rows of other services, which one transaction
 * made. It stands for:
 *
 * - "supporting-schema".titlepage(script_id): CONSTRAINT titlepage_script_fkey,
 *   NOT NULL and UNIQUE: each has one of its own
 *
 * Steps of your own come after these: `createTitlepage.named('…').step(…)`, given to the workers as
 * `sagas`.
 */
export const createTitlepage = saga<TitlepageCreation>('create "supporting-schema".titlepage')
  .step(
    'scripts',
    'script',
    async (client, { script }) => {
      if (script === undefined) return
      return { script: await insertRow(client, ['scripts-schema', 'script'], script, ['script_id']) }
    },
    async (client, { script }) => script && releaseRow(client, ['scripts-schema', 'script'], script, ['script_id'], { home: 'fountain_split', name: 'script_script_id' }),
  )
  .elsewhere('supporting', 'titlepage')

/**
 * Makes rows together with those of other services: all of them, or none. Between the steps others see what
 * is done so far.
 *
 *     const create = creations(pool)
 *     const answer = await create.crossreferences({ … })
 *     if (answer.outcome === 'refused') console.log(answer.service, answer.message)
 */
export function creations(pool: Pool) {
  const origin = { service: 'scripts', home: 'fountain_split' }
  return {
    crossreferences: (rows: CrossreferencesCreation, options?: SagaOptions): Promise<SagaOutcome<CrossreferencesCreation>> =>
      runSaga(pool, origin, createCrossreferences, rows, options),
    script: (rows: ScriptCreation, options?: SagaOptions): Promise<SagaOutcome<ScriptCreation>> =>
      runSaga(pool, origin, createScript, rows, options),
    titlepage: (rows: TitlepageCreation, options?: SagaOptions): Promise<SagaOutcome<TitlepageCreation>> =>
      runSaga(pool, origin, createTitlepage, rows, options),
  }
}

/**
 * `pool` connects as role scripts, which does the steps, and holds three connections or more; `others` are
 * the databases of the other services, as a role that may write into their saga_message:
 * metadata_split_runtime, playwrights_split_runtime, supporting_split_runtime. `sagas`: those of your own,
 * besides.
 */
export interface OperationsOptions {
  readonly pool: Pool
  readonly others: Readonly<Record<'metadata' | 'playwrights' | 'supporting', Pool>>
  readonly sagas?: readonly Saga<object>[]
  readonly pace?: SagaPace
  readonly hooks?: RuntimeHooks
}

/**
 * Does what service scripts has to do of what is made together with other services, until `stop()` of what
 * it gives. Any number may run.
 */
export function startOperations({ pool, others, sagas = [], pace, hooks }: OperationsOptions): SagaWorker {
  const worker = new SagaWorker({
    service: 'scripts',
    pool,
    home: 'fountain_split',
    sagas: [createCrossreferences, createScript, createTitlepage, ...sagas],
    post: new PostgresSagaPost({
      metadata: { pool: others.metadata, home: 'fountain_split' },
      playwrights: { pool: others.playwrights, home: 'fountain_split' },
      supporting: { pool: others.supporting, home: 'fountain_split' },
    }),
    ...pace,
    ...(hooks && { hooks }),
  })
  worker.start()
  return worker
}
