import type { Refusal, ReleaseMessage } from '../../runtime/release/release-message.ts'
import type { Standing, Step } from '../../runtime/release/standing.ts'
import { isClosed, isLive } from '../../runtime/release/standing.ts'
import type { Judgement } from '../../runtime/release/vote.ts'
import type { World } from './explore.ts'
import type { Rules, Scene } from './release-scene.ts'
import { goesWith, othersOf, serviceOf, votersOf } from './release-scene.ts'
import type { ReleaseState, Row, Told } from './release-state.ts'
import { copyOf, findFlaw, isQuiet, nameOf, settleRequests, startOf } from './release-state.ts'

type Post = Map<string, ReleaseMessage | Told>

/** The world of a scene: databases, clients and a network around the functions of the protocol. */
export function releaseWorld(scene: Scene, rules: Rules): World<ReleaseState> {
  const post: Post = new Map()
  return {
    start: startOf(scene),
    steps: (state) => new Steps(scene, rules, post, state).all(),
    flaw: (state) => findFlaw(scene, state),
    isGoal: (state) => state.requests.every(({ answer }) => answer === 'released' || answer === 'gone'),
    isRest: isQuiet,
  }
}

class Steps {
  readonly #scene: Scene
  readonly #rules: Rules
  readonly #post: Post
  readonly #before: ReleaseState
  readonly #found: [string, ReleaseState][] = []

  constructor(scene: Scene, rules: Rules, post: Post, before: ReleaseState) {
    this.#scene = scene
    this.#rules = rules
    this.#post = post
    this.#before = before
  }

  all(): [string, ReleaseState][] {
    const { requests, net, rows, standings } = this.#before
    for (const row of Object.keys(rows)) {
      this.#take(`insert ${row}`, (state) => this.#insert(state, row))
      this.#take(`delete ${row}`, (state) => this.#delete(state, row))
    }
    for (const at of requests.keys()) this.#take(`request ${requests[at]!.key}`, (state) => this.#ask(state, at))
    for (const name of net) {
      const message = this.#post.get(name)!
      if (message.type === 'created') this.#take(name, (state) => this.#learn(state, message))
      else {
        const step = this.#rules.receive(standings[message.to]!, message)
        if (step.send.length + step.tasks.length > 0 || isChanged(standings[message.to]!, step.standing))
          this.#take(name, (state) => this.#run(state, message.to, step))
      }
    }
    for (const service of Object.keys(standings)) {
      for (const key of Object.keys(standings[service]!.releases).filter((each) => this.#mayGiveUp(service, each)))
        this.#take(`timeout ${key}`, (state) => {
          state.timeouts++
          const refusal: Refusal = { kind: 'timeout', service, message: '' }
          return this.#run(state, service, this.#rules.giveUp(state.standings[service]!, key, refusal))
        })
      if (this.#scene.crashes)
        this.#take(`${service} says again`, (state) => {
          this.#send(state, this.#rules.dueMessages(state.standings[service]!))
          return true
        })
    }
    // Once all is lost that was on its way, only what somebody still has to say can come.
    if (this.#scene.crashes && net.length > 0) this.#found.push(['all is lost', { ...this.#before, net: [] }])
    return this.#found
  }

  #mayGiveUp(service: string, key: string): boolean {
    const release = this.#before.standings[service]!.releases[key]!
    return this.#before.timeouts < this.#scene.timeouts && release.above === undefined && isLive(release)
  }

  /** With crashes, each step that sends may also end before anything left. */
  #take(label: string, run: (state: ReleaseState) => boolean): void {
    const state = copyOf(this.#before)
    if (!run(state)) return
    settleRequests(this.#scene, state)
    this.#found.push([label, state])
    if (this.#scene.crashes && state.net.length > this.#before.net.length)
      this.#found.push([`${label}, crash`, { ...state, net: this.#before.net }])
  }

  #insert(state: ReleaseState, key: string): boolean {
    const row = state.rows[key]!
    const { refers, lives } = this.#scene.rows[key]!
    const own = state.standings[serviceOf(key)]!
    if (row.version > 0 || row.lives >= lives || isLive(own.releases[key])) return false
    for (const each of Object.keys(refers)) {
      const isLocal = serviceOf(each) === serviceOf(key)
      if (isLocal && (state.rows[each]!.version === 0 || this.#isFenced(own, each))) return false
      if (!isLocal && state.replicas[serviceOf(key)]![each]!.live === 0) return false
      if (!isLocal && this.#rules.closes && isClosed(own.ballots[each])) return false
    }
    row.version = ++row.lives
    const versions = Object.keys(refers).map((each) => [each, this.#seen(state, serviceOf(key), each)])
    row.made = Object.fromEntries(versions) as Row['made']
    for (const to of othersOf(this.#scene, key)) this.#send(state, [{ type: 'created', key, version: row.version, to }])
    return true
  }

  /** What goes, and what goes with it, is not referred to any more from the service's own vote on. */
  #isFenced({ service, releases, ballots }: Standing, key: string): boolean {
    if (!this.#rules.fences) return false
    const going = Object.values(releases).filter(({ phase }) => phase === 'decided')
    const voted = Object.values(ballots).filter((ballot) => serviceOf(ballot.ask.key) === service && isClosed(ballot))
    const roots = [...going.map((release) => release.key), ...voted.map(({ ask }) => ask.key)]
    return roots.some((root) => root === key || goesWith(this.#scene, root).includes(key))
  }

  #seen(state: ReleaseState, service: string, key: string): number {
    return serviceOf(key) === service ? state.rows[key]!.version : state.replicas[service]![key]!.live
  }

  #delete(state: ReleaseState, key: string): boolean {
    const row = state.rows[key]!
    if (!this.#scene.rows[key]!.goes || row.version === 0) return false
    this.#end(state, key)
    return true
  }

  /** A row ends, and with it what it takes along: nothing that others refer to, unless it was released. */
  #end(state: ReleaseState, key: string): void {
    const { releases } = state.standings[serviceOf(key)]!
    for (const row of goesWith(this.#scene, key))
      if (state.rows[row]!.version > 0 && othersOf(this.#scene, row).length > 0 && releases[row]?.phase !== 'released')
        state.broken = `${row} went along, and was not released`
    for (const row of [key, ...goesWith(this.#scene, key)]) Object.assign(state.rows[row]!, { version: 0, made: {} })
  }

  #learn(state: ReleaseState, { key, version, to }: Told): boolean {
    const known = state.replicas[to]![key]!
    const isHeld = this.#rules.closes && isClosed(state.standings[to]!.ballots[key])
    if (version <= Math.max(known.live, known.dead) || isHeld) return false
    known.live = version
    return true
  }

  #ask(state: ReleaseState, at: number): boolean {
    const request = state.requests[at]!
    const standing = state.standings[serviceOf(request.key)]!
    if (request.answer !== undefined || isLive(standing.releases[request.key])) return false
    if (state.rows[request.key]!.version === 0) {
      request.answer = 'gone'
      return true
    }
    request.attempts++
    const id = `${at}.${request.attempts}`
    return this.#run(
      state,
      standing.service,
      this.#rules.beginRelease(standing, id, this.#keyToRelease(state, request.key)),
    )
  }

  #keyToRelease(state: ReleaseState, key: string) {
    const attempt = (state.standings[serviceOf(key)]!.releases[key]?.attempt ?? 0) + 1
    return { key, version: state.rows[key]!.version, attempt, voters: votersOf(this.#scene, key) }
  }

  /** One transaction: the step, its tasks, what they lead to; then the messages. */
  #run(state: ReleaseState, service: string, step: Step): boolean {
    const { standing, send, tasks } = step
    state.standings[service] = standing
    for (const task of tasks) {
      const now = state.standings[service]!
      if (task.task === 'judge') {
        const judgement = this.#judge(state, service, task.ask.key)
        if (this.#rules.actsEarly && judgement.refusal === undefined && judgement.acts)
          this.#apply(state, service, task.ask.key, task.ask.id, [])
        this.#run(state, service, this.#rules.castVote(now, task.ask, judgement))
      } else if (task.task === 'decide') {
        const refusal = this.#own(state, service, task.key)
        const goes = refusal === undefined && (!task.acts || this.#rules.removesFirst)
        this.#run(state, service, this.#rules.decide(now, task.key, refusal))
        if (goes) this.#end(state, task.key)
      } else if (task.task === 'apply') {
        // What goes with a key of the service's own goes with its row, last of all.
        if (serviceOf(task.key) !== service)
          this.#apply(state, service, task.key, now.ballots[task.key]!.ask.id, task.except)
      } else if (task.task === 'remove') {
        if (this.#own(state, service, task.key) !== undefined)
          state.broken = `${task.key} could not go after the decision`
        this.#end(state, task.key)
      }
    }
    this.#send(state, send)
    return true
  }

  #judge(state: ReleaseState, service: string, key: string): Judgement {
    const refusal = this.#own(state, service, key)
    if (refusal !== undefined) return { refusal }
    const going = this.#referring(state, service, key)
      .flatMap((row) => [row, ...goesWith(this.#scene, row)])
      .filter((row) => state.rows[row]!.version > 0 && othersOf(this.#scene, row).length > 0)
    const own = [...new Set(going)].map((row) => ({
      ...this.#keyToRelease(state, row),
      voters: othersOf(this.#scene, row),
    }))
    if (serviceOf(key) === service) return { acts: own.length > 0, own }
    const acts = Object.entries(this.#scene.rows).some(
      ([row, { refers }]) => serviceOf(row) === service && refers[key] === 'cascade',
    )
    return { acts, own }
  }

  #referring(state: ReleaseState, service: string, key: string): string[] {
    return Object.keys(this.#scene.rows).filter(
      (row) => serviceOf(row) === service && key in this.#scene.rows[row]!.refers && state.rows[row]!.version > 0,
    )
  }

  /** A service’s own rows refuse, those that refer to what would go along too. */
  #own(state: ReleaseState, service: string, key: string): Refusal | undefined {
    const ends = [key, ...this.#referring(state, service, key).flatMap((row) => [row, ...goesWith(this.#scene, row)])]
    const row = ends
      .flatMap((each) =>
        this.#referring(state, service, each).filter((one) => this.#scene.rows[one]!.refers[each] === 'restrict'),
      )
      .at(0)
    return row === undefined ? undefined : { kind: 'refused', service, message: row }
  }

  #apply(state: ReleaseState, service: string, key: string, id: string, except: readonly string[]): void {
    const acts = (row: string) => this.#scene.rows[row]!.refers[key] === 'cascade' && !except.includes(row)
    const rows = this.#referring(state, service, key).filter(acts)
    const known = state.replicas[service]![key]!
    const { version } = state.standings[service]!.ballots[key]?.ask ?? { version: known.live }
    Object.assign(known, { live: 0, dead: Math.max(known.dead, known.live, version) })
    for (const row of rows) this.#end(state, row)
    if (rows.length > 0 && !state.acted.includes(id)) state.acted = [...state.acted, id].sort()
  }

  #send(state: ReleaseState, messages: readonly (ReleaseMessage | Told)[]): void {
    for (const message of messages) {
      const name = nameOf(message)
      this.#post.set(name, message)
      if (!state.net.includes(name)) state.net = [...state.net, name].sort()
    }
  }
}

export function isChanged(before: Standing, after: Standing): boolean {
  const differs = (one: object, two: object) =>
    Object.entries(two).some(([key, value]) => (one as Record<string, unknown>)[key] !== value)
  return differs(before.releases, after.releases) || differs(before.ballots, after.ballots)
}
