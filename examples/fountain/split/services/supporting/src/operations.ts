import type { RuntimeHooks, Saga, SagaOptions, SagaOutcome, SagaPace } from 'fountain-split/runtime'
import { deleteRow, insertRow, PostgresSagaPost, runSaga, saga, SagaWorker } from 'fountain-split/runtime'
import type { Pool } from 'pg'

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
  .elsewhere('scripts', 'script')
  .step(
    'supporting',
    'titlepage',
    async (client, { script, titlepage }) => {
      const row = {
        ...titlepage,
        ...(script && { script_id: script.script_id }),
      }
      return { titlepage: await insertRow(client, ['supporting-schema', 'titlepage'], row, ['title_page_id']) }
    },
    async (client, { titlepage }) => deleteRow(client, ['supporting-schema', 'titlepage'], titlepage, ['title_page_id']),
    // Keys of rows that were made just before may come later than the message.
    { awaits: ['titlepage_script_fkey'] },
  )

/**
 * Makes rows together with those of other services: all of them, or none. Between the steps others see what
 * is done so far.
 *
 *     const create = creations(pool)
 *     const answer = await create.titlepage({ … })
 *     if (answer.outcome === 'refused') console.log(answer.service, answer.message)
 */
export function creations(pool: Pool) {
  const origin = { service: 'supporting', home: 'fountain_split' }
  return {
    titlepage: (rows: TitlepageCreation, options?: SagaOptions): Promise<SagaOutcome<TitlepageCreation>> =>
      runSaga(pool, origin, createTitlepage, rows, options),
  }
}

/**
 * `pool` connects as role supporting, which does the steps, and holds three connections or more; `others`
 * are the databases of the other services, as a role that may write into their saga_message:
 * scripts_split_runtime. `sagas`: those of your own, besides.
 */
export interface OperationsOptions {
  readonly pool: Pool
  readonly others: Readonly<Record<'scripts', Pool>>
  readonly sagas?: readonly Saga<object>[]
  readonly pace?: SagaPace
  readonly hooks?: RuntimeHooks
}

/**
 * Does what service supporting has to do of what is made together with other services, until `stop()` of
 * what it gives. Any number may run.
 */
export function startOperations({ pool, others, sagas = [], pace, hooks }: OperationsOptions): SagaWorker {
  const worker = new SagaWorker({
    service: 'supporting',
    pool,
    home: 'fountain_split',
    sagas: [createTitlepage, ...sagas],
    post: new PostgresSagaPost({
      scripts: { pool: others.scripts, home: 'fountain_split' },
    }),
    ...pace,
    ...(hooks && { hooks }),
  })
  worker.start()
  return worker
}
