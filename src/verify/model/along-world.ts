import type { Ask } from '../../runtime/release/release-message.ts'
import type { Step } from '../../runtime/release/standing.ts'
import { isLive } from '../../runtime/release/standing.ts'
import type { Judgement } from '../../runtime/release/vote.ts'
import type { AlongRules, AlongScene } from './along-scene.ts'
import type { AlongState, Hearer, Owner } from './along-state.ts'
import { copyOf, findAlongFlaw, hearerOf, isShut, ownerOf, startOf } from './along-state.ts'
import type { Posted, Renamed } from './change-state.ts'
import { nameIn, toOf } from './change-state.ts'
import { ChangeSteps } from './change-steps.ts'
import type { World } from './explore.ts'
import { isQuiet } from './release-state.ts'

/** The world of a scene in which a key that changes by vote takes keys along that are voted on too, in a service further down. */
export function alongWorld(scene: AlongScene, rules: AlongRules): World<AlongState> {
  const post = new Map<string, Posted>()
  return {
    start: startOf(scene),
    steps: (state) => new Steps(scene, rules, post, state).all(),
    flaw: (state) => findAlongFlaw(scene, state),
    isGoal: (state) => state.requests.every(({ answer }) => answer === 'released'),
    isRest: (state) =>
      isQuiet(state) &&
      Object.values(state.replicas).every((known) => !Object.values(known).some(({ early }) => early)),
  }
}

class Steps extends ChangeSteps<AlongState> {
  readonly #scene: AlongScene
  readonly #rules: AlongRules

  constructor(scene: AlongScene, rules: AlongRules, post: Map<string, Posted>, before: AlongState) {
    super(scene, rules, post, before)
    this.#scene = scene
    this.#rules = rules
  }

  protected override copy(state: AlongState): AlongState {
    return copyOf(state)
  }

  all(): [string, AlongState][] {
    const { requests } = this.before
    const { names, comers, parcels } = this.#scene
    for (const name of names) {
      for (const who of comers) this.take(`${who} comes as ${name}`, (state) => this.#come(state, who, name))
      for (const row of Object.keys(parcels))
        this.take(`insert ${row} naming ${name}`, (state) => this.#insert(state, row, name))
    }
    for (const row of Object.keys(parcels)) this.take(`delete ${row}`, (state) => this.#delete(state, row))
    for (const [at, { key, to }] of requests.entries())
      this.take(`request ${nameIn(key)} as ${to}`, (state) => this.#ask(state, at))
    this.takePosted()
    return this.found
  }

  /** What was told of the two names before has to come first; and what would change along must not be another release's. */
  protected override waits({ to: service, id, key, version }: Ask): boolean {
    const hearer = service as Hearer
    const known = this.before.replicas[hearer]
    const to = toOf(this.before, id)
    if (known[nameIn(key)]!.version < version || this.#isReserved(this.before, hearer, to, id)) return true
    const isPast = known[to]!.who === '' && known[to]!.version >= this.before.free[`${ownerOf[hearer]} ${id}`]!
    return this.#rules.knowsPast && (!isPast || isShut(this.before, hearer, to, key))
  }

  #isReserved(state: AlongState, service: Hearer, name: string, except: string): boolean {
    return Object.values(state.standings[service]!.releases).some(
      (release) => isLive(release) && release.id !== except && toOf(state, release.id) === name,
    )
  }

  /** A basket comes, called as somebody whom its service knows. */
  #come(state: AlongState, who: string, name: string): boolean {
    const known = state.replicas.shop[name]!
    const isTaken = state.registers.shop[name]!.who !== ''
    if (who in state.madeFor || isTaken || !this.#mayRefer(state, 'shop', name)) return false
    state.madeFor[who] = known.who
    this.#call(state, 'shop', '', name, who)
    return true
  }

  #insert(state: AlongState, row: string, name: string): boolean {
    if (state.parcels[row]!.lived || !this.#mayRefer(state, 'post', name)) return false
    state.parcels[row] = { names: name, who: state.replicas.post[name]!.who, lived: true }
    return true
  }

  #mayRefer(state: AlongState, service: Hearer, name: string): boolean {
    const { who, early } = state.replicas[service][name]!
    if (who === '' || (this.#rules.opensByEvent && early === true)) return false
    return !this.#rules.closes || !isShut(state, service, name)
  }

  #delete(state: AlongState, row: string): boolean {
    if (state.parcels[row]!.names === '') return false
    Object.assign(state.parcels[row]!, { names: '', who: '' })
    return true
  }

  /** An event: it waits for what closed one of its names to be over. */
  protected override learn(state: AlongState, { from, to, who, version, service }: Renamed): boolean {
    const hearer = service as Hearer
    const known = state.replicas[hearer]
    const names = from === '' ? [to] : [from, to]
    if (names.some((name) => isShut(state, hearer, name))) return false
    if (known[to]!.version > version || (known[to]!.version === version && known[to]!.early !== true)) return false
    if (from !== '' && known[from]!.who !== '' && known[from]!.version < version)
      state.broken = `${service} hears that ${from} is another one before it agreed`
    if (from !== '' && known[from]!.version < version) known[from] = { who: '', version }
    known[to] = { who, version }
    return true
  }

  #ask(state: AlongState, at: number): boolean {
    const request = state.requests[at]!
    const { key, to } = request
    const from = nameIn(key)
    const standing = state.standings['people']!
    const isHeld = Object.values(standing.releases).some(
      (each) => isLive(each) && [nameIn(each.key), toOf(state, each.id)].some((name) => name === from || name === to),
    )
    if (request.answer !== undefined || isHeld) return false
    const { who, version } = state.registers.people[from]!
    if (who === '') request.answer = 'gone'
    // The table's own key speaks first.
    else if (state.registers.people[to]!.who !== '') request.answer = 'refused'
    if (request.answer !== undefined) return true
    request.attempts++
    const id = `${at}.${request.attempts}`
    state.free[`people ${id}`] = state.registers.people[to]!.version
    const attempt = (standing.releases[key]?.attempt ?? 0) + 1
    return this.run(state, 'people', this.#rules.beginRelease(standing, id, { key, version, attempt, voters: ['shop'] })) // prettier-ignore
  }

  /** One transaction: the step, its tasks, what they lead to; then the messages. */
  protected override run(state: AlongState, service: string, step: Step): boolean {
    state.standings[service] = step.standing
    for (const task of step.tasks) {
      const now = state.standings[service]!
      if (task.task === 'judge') {
        const judgement = service === 'shop' ? this.#judgeBasket(state, task.ask) : this.#judgeParcels(state, task.ask)
        this.run(state, service, this.#rules.castVote(now, task.ask, judgement))
      } else if (task.task === 'decide') {
        const goes = !task.acts || this.#rules.changesFirst
        this.run(state, service, this.#rules.decide(now, task.key, undefined))
        if (goes) this.#change(state, 'people', task.key, now.releases[task.key]!.id)
      } else if (task.task === 'remove') this.#change(state, 'people', task.key, now.releases[task.key]!.id)
      else if (task.task === 'apply') this.#apply(state, service as Hearer, task.key, now.ballots[task.key]!.ask.id)
    }
    this.send(state, step.send)
    return true
  }

  /** The basket of who is called so would be called otherwise: its own key speaks, and those who refer to it are asked. */
  #judgeBasket(state: AlongState, { key, id }: Ask): Judgement {
    const [from, to] = [nameIn(key), toOf(state, id)]
    const { who, version } = state.registers.shop[from]!
    if (who === '') return { acts: true, own: [] }
    if (state.registers.shop[to]!.who !== '')
      return { refusal: { kind: 'refused', service: 'shop', message: `there is a ${to}` } }
    const attempt = (state.standings['shop']!.releases[`shop/${from}`]?.attempt ?? 0) + 1
    state.free[`shop ${id}`] = state.registers.shop[to]!.version
    const along = { key: `shop/${from}`, version, attempt, voters: ['post'] }
    return { acts: true, own: this.#rules.asksAlong ? [along] : [] }
  }

  #judgeParcels(state: AlongState, { key }: Ask): Judgement {
    const parcels = Object.entries(this.#scene.parcels)
    const refusing = parcels.find(([row, { action }]) => action === 'restrict' && state.parcels[row]!.names === nameIn(key)) // prettier-ignore
    if (refusing !== undefined) return { refusal: { kind: 'refused', service: 'post', message: refusing[0] } }
    return { acts: parcels.some(([, { action }]) => action === 'cascade'), own: [] }
  }

  /** What follows the key does so: the new name is known before its event. */
  #apply(state: AlongState, service: Hearer, key: string, id: string): void {
    const [from, to] = [nameIn(key), toOf(state, id)]
    const known = state.replicas[service]
    const { who, version } = known[from]!
    const isFollowed = service === 'shop' ? this.#followBasket(state, key, id) : this.#followParcels(state, from, to)
    known[from] = { who: '', version }
    if (service === 'shop' || Object.values(this.#scene.parcels).some(({ action }) => action === 'cascade'))
      known[to] = { who, version: known[to]!.version, early: true }
    if (isFollowed && !state.acted.includes(id)) state.acted = [...state.acted, id].sort()
  }

  #followBasket(state: AlongState, key: string, id: string): boolean {
    if (state.registers.shop[nameIn(key)]!.who === '') return false
    this.#change(state, 'shop', key, id)
    return true
  }

  #followParcels(state: AlongState, from: string, to: string): boolean {
    const following = Object.entries(this.#scene.parcels).filter(
      ([row, { action }]) => action === 'cascade' && state.parcels[row]!.names === from,
    )
    for (const [row] of following) state.parcels[row]!.names = to
    return following.length > 0
  }

  #change(state: AlongState, owner: Owner, key: string, id: string): void {
    const [from, to] = [nameIn(key), toOf(state, id)]
    if (state.registers[owner][to]!.who !== '')
      state.broken = `${owner}/${from} could not become ${to} after the decision`
    else this.#call(state, owner, from, to, state.registers[owner][from]!.who)
  }

  #call(state: AlongState, owner: Owner, from: string, to: string, who: string): void {
    const version = ++state.versions[owner]
    if (from !== '') state.registers[owner][from] = { who: '', version }
    state.registers[owner][to] = { who, version }
    this.send(state, [{ type: 'renamed', from, to, who, version, service: hearerOf[owner] }])
  }
}
