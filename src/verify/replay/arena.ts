import type { EmitInput } from '../../emit/emitter.ts'
import { describeGuards } from '../../emit/references/describe-guards.ts'
import { describeServices } from '../../emit/references/describe-services.ts'
import { findServiceReferences } from '../../emit/references/service-references.ts'
import { isReplaced } from '../../plan/is-replaced.ts'
import { openService } from '../../runtime/service/service.ts'
import type { LearntRows } from '../histories/learn-rows.ts'
import { learnRows } from '../histories/learn-rows.ts'
import { readShapes } from '../histories/read-shapes.ts'
import type { RelationShape } from '../histories/relation-shape.ts'
import type { LoadedSplit } from '../load/load-split.ts'
import type { ScratchDatabase, ScratchServer } from '../scratch/scratch-server.ts'
import { demandSuperuser } from '../scratch/demand-superuser.ts'
import { compareStart } from './compare-start.ts'
import type { Difference, Unrepeatable } from './difference.ts'
import { dropWhatIsGone } from './drop-what-is-gone.ts'
import { OriginalSide } from './original-side.ts'
import type { Sides } from './replay-transaction.ts'
import { endSessions } from './end-sessions.ts'
import { copyAll, Restartable } from './restartable.ts'
import type { Runtime } from './split-side.ts'
import { silenceEventTriggers } from './silence-event-triggers.ts'
import { servicesByRelation, SplitSide } from './split-side.ts'
import { withClient } from '../load/with-client.ts'

/** Both sides, to be had again and again as they are at the start. */
export interface Arena {
  /** Relations that histories write to, by key. */
  readonly shapes: ReadonlyMap<string, RelationShape>
  readonly learnt: LearntRows
  readonly serviceOf: (relation: string) => string
  /** Whether nothing that a service does comes back to it. */
  readonly standsAlone: (service: string) => boolean
  /** Whether the server is ours to crash; else the sessions of one database are ended. */
  readonly mayCrash: boolean
  /** Ids of references that stand on neither side. */
  readonly unreplaced: readonly string[]
  /** Rows of the source that the services do not have, or have otherwise. */
  readonly difference: Difference | undefined
  /** What the source itself does not make twice. */
  readonly unrepeatable: Unrepeatable
  /** Both as at the start; what was had before must not be used any more. */
  restart(): Promise<Sides>
  /** One more database with the keys, for what one alone cannot tell; as at the start. */
  repeatOriginal(): Promise<OriginalSide>
  /** Ends connections, and drops what they were to. */
  close(): Promise<void>
}

/** Makes ready what each start is a copy of. */
export async function buildArena(
  server: ScratchServer,
  input: EmitInput,
  loaded: LoadedSplit,
  runtime: Runtime = { openService },
): Promise<Arena> {
  const { plan } = input
  await demandSuperuser(loaded.original.database.url)
  const original = await server.createDatabase('original', loaded.original.database)
  const templates = await copyAll(server, loaded.databases)
  await silenceEventTriggers([original, ...templates.values()].map(({ url }) => url))
  const all = await withClient(original.url, async (client) => {
    await dropWhatIsGone(client, plan)
    return readShapes(client)
  })
  const owners = servicesByRelation(plan.services, all.values())
  const shapes = new Map([...all].filter(([key]) => owners.has(key)))
  const list = [...shapes.values()]
  const serviceOf = (relation: string) => owners.get(relation)!
  const byService = new Map(plan.services.map(({ name }) => [name, list.filter(({ key }) => owners.get(key) === name)]))
  const descriptions = describeServices(input)
  const guards = new Map(findServiceReferences(input).map((each) => [each.service, describeGuards(input.catalog, each).map(({ guard }) => guard)])) // prettier-ignore
  const openSplit = (databases: ReadonlyMap<string, ScratchDatabase>) =>
    SplitSide.open({ databases, descriptions, shapes: byService, guards, runtime, crash: server.crash ?? endSessions })
  const { rows, troubles } = await SplitSide.prepare(await openSplit(templates))
  const start = await compareStart(server, input, original, list, serviceOf, rows)
  const learnt = await withClient(original.url, (client) => learnRows(client, all))

  const one = new Stage(new Restartable(server, new Map([['one', original]])), (databases) => OriginalSide.open(databases.get('one')!.url, list)) // prettier-ignore
  const again = new Stage(new Restartable(server, new Map([['one', original]])), (databases) => OriginalSide.open(databases.get('one')!.url, list)) // prettier-ignore
  const split = new Stage(new Restartable(server, templates), openSplit)
  const refusedByChoice = new Map(
    plan.references
      .filter(({ delete: gone, update }) =>
        [gone?.reaction, update?.reaction].some((reaction) => reaction === 'refuse' || reaction === 'saga'),
      )
      .map(({ referencing: { schema, relation, service }, constraint, ...on }) => [
        `${schema}.${relation} ${constraint}`,
        {
          service,
          evenAsked: on.delete?.reaction === 'refuse' || on.update?.reaction === 'refuse',
        },
      ]),
  )
  return {
    shapes,
    learnt,
    serviceOf,
    standsAlone: (service) => !plan.cycles.some((cycle) => cycle.includes(service)),
    mayCrash: server.crash !== undefined,
    unreplaced: plan.references.filter((reference) => !isReplaced(reference)).map(({ id }) => id),
    ...start,
    ...(troubles[0] === undefined ? {} : { difference: { kind: 'stuck', ...troubles[0] } }),
    async restart() {
      const [left, right] = await Promise.all([one.restart(), split.restart()])
      return { original: left, split: right, shapes: list, serviceOf, refusedByChoice }
    },
    repeatOriginal: () => again.restart(),
    async close() {
      await Promise.all([one.end(), again.end(), split.end()])
      for (const database of new Set([original, ...templates.values()])) await database.drop()
    },
  }
}

/** Connections to databases that begin anew. */
class Stage<Side extends { close(): Promise<void> }> {
  readonly #databases: Restartable
  readonly #connect: (databases: ReadonlyMap<string, ScratchDatabase>) => Promise<Side>
  #side: Side | undefined

  constructor(databases: Restartable, connect: (databases: ReadonlyMap<string, ScratchDatabase>) => Promise<Side>) {
    this.#databases = databases
    this.#connect = connect
  }

  async restart(): Promise<Side> {
    if (!this.#databases.keepsDatabases) await this.close()
    const databases = await this.#databases.restart()
    return (this.#side ??= await this.#connect(databases))
  }

  /** For good. */
  async end(): Promise<void> {
    await this.close()
    await this.#databases.drop()
  }

  async close(): Promise<void> {
    await this.#side?.close()
    this.#side = undefined
  }
}
