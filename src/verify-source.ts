import { nearest } from './config/nearest-word.ts'
import { FountainError } from './core/fountain-error.ts'
import type { Artifact } from './emit/artifact.ts'
import { emitSplit } from './emit/emit-split.ts'
import type { EmitInput } from './emit/emitter.ts'
import { refuseUndecided } from './plan/refuse-undecided.ts'
import type { Layout } from './plan/split-plan.ts'
import type { Split, SplitOptions } from './split.ts'
import { readInput, splitTexts } from './split.ts'
import type { Check } from './verify/check.ts'
import { checks } from './verify/check-registry.ts'
import { faults } from './verify/faults/fault-registry.ts'
import { findCompiler } from './verify/compile/find-compiler.ts'
import { leaveOut } from './verify/load/leave-out.ts'
import type { LoadedSplit } from './verify/load/load-split.ts'
import { loadSplit, notLoadable, tryToLoad } from './verify/load/load-split.ts'
import { SharedLimits } from './verify/shared-limits.ts'
import type { ScratchDatabase, ScratchServer } from './verify/scratch/scratch-server.ts'
import type { ScratchOptions } from './verify/scratch/start-scratch-server.ts'
import { startScratchServer } from './verify/scratch/start-scratch-server.ts'
import { readStory, writeStory } from './verify/stories/story-file.ts'
import type { Story } from './verify/stories/story.ts'
import type { Arena } from './verify/replay/arena.ts'
import { buildArena } from './verify/replay/arena.ts'
import type { CheckResult, ConcurrentSummary, LeftOut, ReplaySummary, Verdict } from './verify/verdict.ts'

export interface VerifyOptions extends SplitOptions, ProofOptions {
  /** URL of a PostgreSQL to make scratch databases on; by default one of our own is started. */
  readonly server?: string
  /** By default the configuration's, or `databases`. */
  readonly layout?: Layout
}

export interface ProofOptions {
  /** Ids of the checks to make; by default all. */
  readonly only?: readonly string[]
  /** Statements that are replayed; 1,000 unless told. */
  readonly operations?: number
  /** Makes the same histories again; 1 unless told. */
  readonly seed?: number
  /** Seconds after which the replay ends, however much was replayed; 75 unless told. */
  readonly seconds?: number
  /** What is broken on purpose while events travel; everything that there is unless told. */
  readonly faults?: readonly string[]
  /** A story that an earlier run kept, replayed in the place of histories that are drawn: only the check that replays is made. */
  readonly replay?: string
  /** Where a story is kept that shows a difference; nowhere unless told. */
  readonly storyFile?: string
  /** Called with what is being done. */
  readonly tell?: (line: string) => void
}

/** The flow of verify: split, emit, load into scratch databases, check. */
export async function verifySource(sources: readonly string[], options: VerifyOptions): Promise<Verdict> {
  const named = chooseChecks(options.only)
  const story = options.replay === undefined ? undefined : await readStory(options.replay)
  const chosen = story === undefined ? named : checks.filter(({ id }) => id === story.check)
  const { loaded, texts } = await readInput(sources, options)
  const { layout = loaded.config.layout } = options
  const config = layout === undefined ? loaded.config : { ...loaded.config, layout }
  const splitFiles = (files: Split['texts']['files']) => splitTexts({ ...texts, files }, { ...loaded, config }, options)
  const split = await splitFiles(texts.files)
  refuseUndecided(split.plan, options.keepGoing ?? false)
  const cwd = options.cwd ?? process.cwd()
  const servers: ScratchServer[] = []
  const start = async (from: ScratchOptions) => {
    const server = await startScratchServer(from)
    servers.push(server)
    return server
  }
  try {
    const given = { server: options.server }
    const { server, input, artifacts, ...rest } = chosen.every(({ offline }) => offline)
      ? { server: undefined, input: split, artifacts: emitSplit(split) }
      : await findLoadable(start, given, split, splitFiles, options.tell ?? (() => {}))
    const made = { ...options, ...rest, story, cwd, checks: chosen }
    return await proveArtifacts(async () => server ?? start(given), input, artifacts, made)
  } finally {
    for (const server of servers) await server.stop()
  }
}

interface Loadable {
  readonly server: ScratchServer
  readonly input: Split
  readonly artifacts: readonly Artifact[]
  /** Where the source stands already. */
  readonly source?: ScratchDatabase
  readonly leftOut: readonly LeftOut[]
}

/**
 * The split of what a server takes of the source: extensions that it does not have, a later version's syntax and rows of
 * files that psql would read are missing there.
 */
async function findLoadable(
  start: (from: ScratchOptions) => Promise<ScratchServer>,
  given: ScratchOptions,
  split: Split,
  splitFiles: (files: Split['texts']['files']) => Promise<Split>,
  tell: (line: string) => void,
): Promise<Loadable> {
  const artifacts = emitSplit(split)
  const { files } = split.texts
  const load = async (server: ScratchServer) => ({ server, ...(await tryToLoad(server, files, artifacts)) })
  const first = await start(given)
  tell('loading the source')
  let { server, database, refused } = await load(first)
  if (refused.length > 0 && server.origin === 'machine') {
    // The machine's PostgreSQL may be older than the source.
    const later = await start({ origin: 'embedded' }).catch(() => undefined)
    const other = later && (await load(later))
    if (other !== undefined && other.refused.length < refused.length) ({ server, database, refused } = other)
  }
  if (refused.length === 0) return { server, input: split, artifacts, source: database, leftOut: [] }
  await database.drop()
  const leftOut = refused.map(({ file, line, message }) => ({ file: files[file]!.name, line, message }))
  const input = await splitFiles(leaveOut(files, refused))
  if (input.plan.services.every(({ relations }) => relations.length === 0))
    throw notLoadable(`${leftOut[0]!.file}:${leftOut[0]!.line}: ${leftOut[0]!.message}`)
  return { server, input, artifacts: emitSplit(input), leftOut }
}

/** Checks files, whoever made them, against the plan that they are to fulfil. */
export async function proveArtifacts(
  start: () => Promise<ScratchServer>,
  input: EmitInput,
  artifacts: readonly Artifact[],
  options: ProofOptions & {
    readonly cwd: string
    readonly checks: readonly Check[]
    readonly story?: Story | undefined
    readonly source?: ScratchDatabase
    readonly leftOut?: readonly LeftOut[]
  },
): Promise<Verdict> {
  const {
    tell = () => {},
    cwd,
    checks,
    operations = 1000,
    seed = 1,
    seconds = 75,
    story,
    storyFile,
    leftOut = [],
    source,
  } = options
  let server: Promise<ScratchServer> | undefined
  let loaded: Promise<LoadedSplit> | undefined
  const getServer = () => (server ??= start())
  const load = async () => loadSplit(await getServer(), input, artifacts, tell, source)
  const getLoaded = () => (loaded ??= load())
  const compiler = () => findCompiler(cwd)
  let arena: Promise<Arena> | undefined
  const openArena = async () => {
    tell('making both sides ready for histories')
    return buildArena(await getServer(), input, await getLoaded())
  }
  const getArena = () => (arena ??= openArena())
  const broken = chooseFaults(options.faults)
  const limits = new SharedLimits(checks, { seed, operations, seconds, faults: broken, ...(story === undefined ? {} : { story }) }) // prettier-ignore
  const checkInput = { ...input, artifacts, server: getServer, loaded: getLoaded, arena: getArena, cwd, compiler, tell }
  const results: CheckResult[] = []
  let replay: ReplaySummary | null = null
  let concurrent: ConcurrentSummary | null = null
  try {
    for (const each of checks) {
      const { id } = each
      const { replay: made, concurrent: at, story: told, ...outcome } = await each.check({ ...checkInput, limits: limits.of(each) }) // prettier-ignore
      replay = made ?? replay
      concurrent = at ?? concurrent
      limits.spend(made?.seconds ?? at?.seconds ?? 0)
      const kept = told === undefined || outcome.passed !== false || story !== undefined ? undefined : storyFile
      if (kept !== undefined) await writeStory(kept, told!)
      const details = kept === undefined ? outcome.details : [...outcome.details, `kept in ${kept}: see it again with --replay ${kept}`] // prettier-ignore
      results.push({ id, ...outcome, details, ...(told === undefined ? {} : { story: told.lines }) })
    }
  } finally {
    await (await arena?.catch(() => undefined))?.close()
    await (await server?.catch(() => undefined))?.stop()
  }
  return {
    schemaVersion: 1,
    passed: results.every(({ passed }) => passed !== false),
    checks: results,
    leftOut,
    replay,
    concurrent,
  }
}

/** @throws FountainError `unknown-check` (exit 2) */
function chooseChecks(only: readonly string[] | undefined): readonly Check[] {
  if (only === undefined) return checks
  demandKnown('check', only, checks)
  return checks.filter(({ id }) => only.includes(id))
}

/** @throws FountainError `unknown-fault` (exit 2) */
function chooseFaults(only: readonly string[] | undefined): readonly string[] {
  const ids = faults.map(({ id }) => id)
  if (only === undefined) return ids
  const named = only.filter((id) => id !== 'none')
  demandKnown('fault', named, faults)
  return ids.filter((id) => named.includes(id))
}

function demandKnown(what: 'check' | 'fault', named: readonly string[], all: readonly { readonly id: string }[]): void {
  const ids = all.map(({ id }) => id)
  for (const id of named)
    if (!ids.includes(id)) {
      const near = nearest(id, ids)
      const title = what === 'check' ? 'Checks' : 'Faults'
      throw new FountainError(what === 'check' ? 'unknown-check' : 'unknown-fault', `there is no ${what} ${id}`, {
        hint: `${near === undefined ? '' : `Did you mean ${near}? `}${title}: ${ids.join(', ')}.`,
      })
    }
}
