import type { Ask } from '../../runtime/release/release-message.ts'
import type { Step } from '../../runtime/release/standing.ts'
import { isClosed, isLive } from '../../runtime/release/standing.ts'
import type { ChangeRules, ChangeScene } from './change-scene.ts'
import type { ChangeState, Posted, Renamed } from './change-state.ts'
import { copyOf, findChangeFlaw, nameIn, people, startOf, toOf, votersOf } from './change-state.ts'
import { ChangeSteps } from './change-steps.ts'
import type { World } from './explore.ts'
import { isQuiet } from './release-state.ts'

/** The world of a scene in which keys become others by vote: the protocol is that of a release, for the key as it was. */
export function changeWorld(scene: ChangeScene, rules: ChangeRules): World<ChangeState> {
  const post = new Map<string, Posted>()
  return {
    start: startOf(scene),
    steps: (state) => new Steps(scene, rules, post, state).all(),
    flaw: (state) => findChangeFlaw(scene, state),
    isGoal: (state) => state.requests.filter(({ answer }) => answer === 'released').length === scene.granted,
    isRest: (state) =>
      isQuiet(state) &&
      Object.values(state.replicas).every((known) => !Object.values(known).some(({ early }) => early)),
  }
}

class Steps extends ChangeSteps<ChangeState> {
  readonly #scene: ChangeScene
  readonly #rules: ChangeRules

  constructor(scene: ChangeScene, rules: ChangeRules, post: Map<string, Posted>, before: ChangeState) {
    super(scene, rules, post, before)
    this.#scene = scene
    this.#rules = rules
  }

  protected override copy(state: ChangeState): ChangeState {
    return copyOf(state)
  }

  all(): [string, ChangeState][] {
    const { requests } = this.before
    const { names, comers, rows } = this.#scene
    for (const name of names) {
      for (const who of comers) this.take(`${who} comes as ${name}`, (state) => this.#come(state, who, name))
      for (const row of Object.keys(rows))
        this.take(`insert ${row} naming ${name}`, (state) => this.#insert(state, row, name))
    }
    for (const row of Object.keys(rows)) this.take(`delete ${row}`, (state) => this.#delete(state, row))
    for (const [at, { key, to }] of requests.entries())
      this.take(`request ${nameIn(key)} as ${to}`, (state) => this.#ask(state, at))
    this.takePosted()
    return this.found
  }

  /** What was told of the two names before has to come first. */
  protected override waits({ to: service, id, key, version }: Ask): boolean {
    const known = this.before.replicas[service]!
    if (known[nameIn(key)]!.version < version) return true
    const to = toOf(this.before, id)
    const isPast = known[to]!.who === '' && known[to]!.version >= this.before.free[id]!
    return this.#rules.knowsPast && (!isPast || this.#isClosed(this.before, service, to, key))
  }

  /** Somebody comes with a name that is free, and that nobody else is to have. */
  #come(state: ChangeState, who: string, name: string): boolean {
    const isReserved = Object.values(state.standings[people]!.releases).some(
      (release) => isLive(release) && toOf(state, release.id) === name,
    )
    if (state.came.includes(who) || state.register[name]!.who !== '' || (this.#rules.reserves && isReserved))
      return false
    state.came = [...state.came, who]
    this.#call(state, '', name, who)
    return true
  }

  #insert(state: ChangeState, row: string, name: string): boolean {
    const { service } = this.#scene.rows[row]!
    const known = state.replicas[service]![name]!
    if (state.rows[row]!.lived || known.who === '' || (this.#rules.opensByEvent && known.early)) return false
    if (this.#rules.closes && this.#isClosed(state, service, name)) return false
    state.rows[row] = { names: name, who: known.who, lived: true }
    return true
  }

  #delete(state: ChangeState, row: string): boolean {
    if (state.rows[row]!.names === '') return false
    Object.assign(state.rows[row]!, { names: '', who: '' })
    return true
  }

  #isClosed(state: ChangeState, service: string, name: string, except?: string): boolean {
    return Object.values(state.standings[service]!.ballots).some(
      (ballot) =>
        isClosed(ballot) &&
        ballot.ask.key !== except &&
        (nameIn(ballot.ask.key) === name || toOf(state, ballot.ask.id) === name),
    )
  }

  /** An event: it waits for what closed one of its names to be over. */
  protected override learn(state: ChangeState, { from, to, who, version, service }: Renamed): boolean {
    const known = state.replicas[service]!
    const names = from === '' ? [to] : [from, to]
    if (names.some((name) => this.#isClosed(state, service, name))) return false
    if (known[to]!.version > version || (known[to]!.version === version && known[to]!.early !== true)) return false
    if (from !== '' && known[from]!.who === who) {
      for (const [row, { names: named }] of Object.entries(state.rows)) {
        if (this.#scene.rows[row]!.service !== service || named !== from) continue
        if (this.#scene.rows[row]!.action === 'restrict') state.broken = `${service}/${row} refuses what was told`
        state.rows[row]!.names = to
      }
    } else if (from !== '' && known[from]!.who !== '' && known[from]!.version < version)
      state.broken = `${service} hears that ${from} is another one when it is ${known[from]!.who} already`
    if (from !== '' && known[from]!.version < version) known[from] = { who: '', version }
    known[to] = { who, version }
    return true
  }

  #ask(state: ChangeState, at: number): boolean {
    const request = state.requests[at]!
    const { key, to } = request
    const standing = state.standings[people]!
    const held = Object.values(standing.releases).filter(isLive)
    const isHeld = held.some((each) => each.key === key || [nameIn(key), to].includes(toOf(state, each.id)) || nameIn(each.key) === to) // prettier-ignore
    if (request.answer !== undefined || isHeld) return false
    const { who, version } = state.register[nameIn(key)]!
    if (who === '') request.answer = 'gone'
    // The table's own key speaks first.
    else if (state.register[to]!.who !== '') request.answer = 'refused'
    if (request.answer !== undefined) return true
    request.attempts++
    const id = `${at}.${request.attempts}`
    state.free[id] = state.register[to]!.version
    const attempt = (standing.releases[key]?.attempt ?? 0) + 1
    const what = { key, version, attempt, voters: votersOf(this.#scene) }
    return this.run(state, people, this.#rules.beginRelease(standing, id, what))
  }

  /** One transaction: the step, its tasks, what they lead to; then the messages. */
  protected override run(state: ChangeState, service: string, step: Step): boolean {
    state.standings[service] = step.standing
    for (const task of step.tasks) {
      const now = state.standings[service]!
      if (task.task === 'judge') {
        this.run(state, service, this.#rules.castVote(now, task.ask, this.#judge(state, service, task.ask.key)))
      } else if (task.task === 'decide') {
        const goes = !task.acts || this.#rules.changesFirst
        this.run(state, service, this.#rules.decide(now, task.key, undefined))
        if (goes) this.#change(state, task.key, now.releases[task.key]!.id)
      } else if (task.task === 'remove') this.#change(state, task.key, now.releases[task.key]!.id)
      else if (task.task === 'apply') this.#apply(state, service, task.key, now.ballots[task.key]!.ask.id)
    }
    this.send(state, step.send)
    return true
  }

  #judge(state: ChangeState, service: string, key: string) {
    const those = Object.entries(this.#scene.rows).filter(([, row]) => row.service === service)
    const refusing = those.find(([row, { action }]) => action === 'restrict' && state.rows[row]!.names === nameIn(key))
    if (refusing !== undefined) return { refusal: { kind: 'refused', service, message: refusing[0] } } as const
    return { acts: those.some(([, { action }]) => action === 'cascade'), own: [] }
  }

  /** What follows the key does so: the new name is known before its event. */
  #apply(state: ChangeState, service: string, key: string, id: string): void {
    const known = state.replicas[service]!
    const [from, to] = [nameIn(key), toOf(state, id)]
    const { who, version } = known[from]!
    const following = Object.entries(this.#scene.rows).filter(
      ([row, each]) => each.service === service && each.action === 'cascade' && state.rows[row]!.names === from,
    )
    const acts = Object.values(this.#scene.rows).some((each) => each.service === service && each.action === 'cascade')
    for (const [row] of following) state.rows[row]!.names = to
    known[from] = { who: '', version }
    if (acts) known[to] = { who, version: known[to]!.version, early: true }
    if (following.length > 0 && !state.acted.includes(id)) state.acted = [...state.acted, id].sort()
  }

  #change(state: ChangeState, key: string, id: string): void {
    const to = toOf(state, id)
    const { who } = state.register[nameIn(key)]!
    if (state.register[to]!.who !== '') state.broken = `${nameIn(key)} could not become ${to} after the decision`
    else this.#call(state, nameIn(key), to, who)
  }

  #call(state: ChangeState, from: string, to: string, who: string): void {
    const version = ++state.version
    if (from !== '') state.register[from] = { who: '', version }
    state.register[to] = { who, version }
    this.send(state, votersOf(this.#scene).map((service) => ({ type: 'renamed', from, to, who, version, service }))) // prettier-ignore
  }
}
