import type { ClientBase } from 'pg'
import type { KeyValues } from '../envelope.ts'
import type { AttemptFacts, DeskAnswer, DeskKey, FoundKey } from './key-desk.ts'
import { KeyDesk } from './key-desk.ts'
import type { KeyToRelease } from './coordinate.ts'
import type { LargeEffects } from './large-effects.ts'
import type { ReleaseLetter } from './release-letter.ts'
import { keyOf, partsOf } from './release-letter.ts'
import type { Ask, Refusal, ReleaseMessage } from './release-message.ts'
import * as protocol from './release-protocol.ts'
import type { KeyFacts, ReleaseStore } from './release-store.ts'
import type { Ballot, Release, Standing, Step, Task } from './standing.ts'
import { isLive } from './standing.ts'

/** The keys of one service that take part in releases, by aggregate. */
export interface ReleaseKeys {
  /** Its own, with who votes on them. */
  readonly own: ReadonlyMap<string, DeskKey & { readonly voters: readonly string[] }>
  /** Those of others on which it votes. */
  readonly replicated: ReadonlyMap<string, DeskKey>
}

/** A letter that cannot be answered yet; it comes again. */
export class NotYet extends Error {
  override readonly name = 'NotYet'
}

/** Where a clerk works. */
export interface ClerkOffice {
  readonly client: ClientBase
  readonly service: string
  readonly store: ReleaseStore
  readonly keys: ReleaseKeys
  /** Numbers of attempts, each greater than all before. */
  numbers(count: number): Promise<number[]>
}

/** Keys that may go with one, each with a vote of its own. */
const mostAlong = 5000

type TaskOf<Kind extends Task['task']> = Extract<Task, { readonly task: Kind }>

/** Takes steps of the protocol in one transaction: keeps the standing, does the tasks, gathers what is to be sent afterwards. */
export class ReleaseClerk {
  readonly #messages: ReleaseMessage[] = []
  readonly #office: ClerkOffice
  readonly #tasks: Task[] = []
  #passing: string | undefined
  #facts = new Map<string, KeyFacts>()
  #before: Standing
  standing: Standing

  constructor(office: ClerkOffice) {
    this.#office = office
    this.standing = this.#before = { service: office.service, releases: {}, ballots: {} }
  }

  async load(keys: readonly string[], releases: readonly string[]): Promise<void> {
    const { standing, facts } = await this.#office.store.load(this.#office.client, keys, releases)
    // What is known already may have changed since.
    this.#before = merge(standing, this.#before)
    this.standing = merge(standing, this.standing)
    this.#facts = new Map([...facts, ...this.#facts])
  }

  /** What is to be sent once all is kept. */
  get letters(): ReleaseLetter[] {
    return this.#messages.map((message) => ({ format: 1, message, values: this.valuesOf(message.key), epoch: this.factsOf(message.key).epoch })) // prettier-ignore
  }

  /** What a row of a key is to hold beside the protocol's state. */
  note(key: string, facts: KeyFacts): void {
    this.#facts.set(key, facts)
  }

  factsOf(key: string): KeyFacts {
    return this.#facts.get(key)!
  }

  valuesOf(key: string): KeyValues {
    return this.factsOf(key).values
  }

  /** Releases of this service that came into another state. */
  changed(): Release[] {
    return Object.values(this.standing.releases).filter((release) => release !== this.#before.releases[release.key])
  }

  /** Marks a key of this service as closing; `undefined` where it is not there. */
  hold(key: string, values: KeyValues, attempt: number): ReturnType<KeyDesk['hold']> {
    return this.#desk(key).hold(this.#office.client, values, attempt)
  }

  /** What the service's own keys, triggers and rules say to the change of a key that it holds. */
  tryChange(key: string, values: KeyValues, attempt: number): Promise<Refusal | undefined> {
    return this.#desk(key).tryChange(this.#office.client, values, attempt)
  }

  /** Opens a key of this service again that was held for nothing. */
  letGo(key: string, values: KeyValues, attempt: number): Promise<void> {
    return this.#desk(key).reopen(this.#office.client, values, attempt)
  }

  /**
   * Where what was decided touches many rows: does some of them, and tells that there may be more. Rows with keys of their own, which are
   * released first, go all at once.
   */
  async actOnSome(letters: readonly ReleaseLetter[], effects: LargeEffects): Promise<boolean> {
    for (const { message } of letters) {
      const ballot = this.standing.ballots[message.key]
      if (ballot?.ask.attempt !== message.attempt || ballot.phase !== 'yes' || !ballot.acts) continue
      const { replicated } = this.#desksOf(message.key)
      if (replicated === undefined || ballot.own.length + ballot.held.length > 0) continue
      await this.#passAs(message.id)
      if (await effects.actOnSome(replicated, this.#office.client, message)) return true
    }
    return false
  }

  /** Hears letters of one release together: what they ask for is judged, and done, as one. */
  async hear(letters: readonly ReleaseLetter[]): Promise<void> {
    const marks = await this.#office.store.marks(this.#office.client)
    for (const { message, values, epoch } of letters) {
      const isOver = message.attempt <= (marks.get(partsOf(message.key)[0]) ?? 0)
      if (this.standing.releases[message.key] === undefined) this.note(message.key, { values, epoch })
      if (isOver && this.standing.ballots[message.key] === undefined && this.#isPruned(message)) continue
      this.#note(protocol.receive(this.standing, message))
    }
    await this.#work()
  }

  /** What was pruned is over: it is not begun again, and who did not hear that it was done hears it now. */
  #isPruned(message: ReleaseMessage): boolean {
    if (message.type !== 'ask' && message.type !== 'decided') return false
    const { id, key, attempt, from, to } = message
    if (message.type === 'decided') this.#messages.push({ type: 'done', id, key, attempt, from: to, to: from })
    return true
  }

  async take(step: Step): Promise<void> {
    this.#note(step)
    await this.#work()
  }

  /** Keys of this service whose release is over, and stays, are open again. */
  async finish(): Promise<void> {
    const { client, store } = this.#office
    for (const release of this.changed()) if (release.phase === 'refused') await this.#reopen(release)
    await store.save(client, this.#before, this.standing, this.#facts)
  }

  #note({ standing, tasks, send }: Step): void {
    this.standing = standing
    this.#tasks.push(...tasks)
    this.#messages.push(...send)
  }

  async #work(): Promise<void> {
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) {
      await this.#passAs(this.#releaseOf(task))
      if (task.task === 'judge') await this.#judge([task, ...this.#takeAlike(task)])
      else if (task.task === 'apply') await this.#apply([task, ...this.#takeAlike(task)])
      else if (task.task === 'decide') await this.#decide(task)
      else if (task.task === 'remove') await this.#remove(task)
      else await this.#desksOf(task.key).replicated?.reopen(this.#office.client, this.valuesOf(task.key), this.standing.ballots[task.key]!.ask.attempt) // prettier-ignore
    }
  }

  /** A release passes the gates that it shut itself. */
  async #passAs(release: string): Promise<void> {
    if (release !== this.#passing)
      await this.#office.client.query(`SELECT set_config('fountain_split.release', $1, true)`, [release])
    this.#passing = release
  }

  #releaseOf(task: Task): string {
    const { releases, ballots } = this.standing
    if (task.task === 'judge') return task.ask.id
    return task.task === 'decide' || task.task === 'remove' ? releases[task.key]!.id : ballots[task.key]!.ask.id
  }

  /** What else waits to be done of the same kind, about the same relation, for the same release. */
  #takeAlike<Kind extends 'judge' | 'apply'>(task: TaskOf<Kind>): TaskOf<Kind>[] {
    const nameOf = (each: Task) => {
      const ask = each.task === 'judge' ? each.ask : this.standing.ballots[each.key]?.ask
      return JSON.stringify([each.task, ask?.id, partsOf(ask?.key ?? '["",""]')[0]])
    }
    const alike = this.#tasks.filter((each) => nameOf(each) === nameOf(task))
    for (const each of alike) this.#tasks.splice(this.#tasks.indexOf(each), 1)
    return alike as TaskOf<Kind>[]
  }

  async #judge(tasks: readonly TaskOf<'judge'>[]): Promise<void> {
    const asks = tasks.map(({ ask }) => ask).toSorted((one, two) => (one.key < two.key ? -1 : 1))
    const [first, ...others] = asks as [Ask, ...Ask[]]
    const { acts, own, refusal = tooMany(this.#office.service, own) } = await this.#answerTo(asks)
    if (refusal !== undefined) return this.#note(protocol.castVote(this.standing, first, { refusal }, others))
    const found = await this.#describe(own)
    this.#note(protocol.castVote(this.standing, first, { acts, own: found }, others))
    for (const { key, attempt } of found)
      if (this.standing.releases[key]?.attempt === attempt) await this.#holdFound(key, attempt)
  }

  async #answerTo(asks: readonly Ask[]): Promise<DeskAnswer> {
    const { client } = this.#office
    const { key, id, attempt } = asks[0]!
    const { own, replicated } = this.#desksOf(key)
    if (replicated === undefined) return own!.remove(client, this.valuesOf(key), attempt, true)
    for (const ask of asks) {
      const { values, epoch } = this.factsOf(ask.key)
      const found = await replicated.close(client, values, { ...ask, epoch })
      if (found === 'waits') throw new NotYet()
      if (found === 'busy') return { acts: false, own: [], refusal: { kind: 'busy', service: this.#office.service, message: 'another release shuts out what this one would do' } } // prettier-ignore
    }
    const before = this.#ballotsAlike(key, id).filter(({ phase }) => phase === 'waiting' || phase === 'yes')
    return replicated.judge(client, [...new Set([...asks, ...before.map(({ ask }) => ask)].map((ask) => ask.attempt))])
  }

  /** Keys that would go with what was judged, as the protocol names them; other releases may hold them. */
  async #describe(found: readonly FoundKey[]): Promise<KeyToRelease[]> {
    if (found.length === 0) return []
    const { keys, numbers } = this.#office
    await this.load(found.map(({ aggregate, subject }) => keyOf(aggregate, subject)), []) // prettier-ignore
    const attempts = await numbers(found.length)
    return found.map(({ aggregate, subject, key: values, version }, at) => {
      const key = keyOf(aggregate, subject)
      const before = this.standing.releases[key]
      // What it was to become in a release that is over is another thing.
      if (before === undefined || !isLive(before)) this.note(key, { values, epoch: this.#facts.get(key)?.epoch ?? '0' })
      const voters = keys.own.get(aggregate)?.voters ?? []
      // Its own service has judged it already, with what it goes with.
      const others = voters.filter((voter) => voter !== this.#office.service)
      return { key, version: Number(version), attempt: attempts[at]!, voters: others }
    })
  }

  async #holdFound(key: string, attempt: number): Promise<void> {
    const values = this.valuesOf(key)
    const held = await this.hold(key, values, attempt)
    if (held === undefined || held === 'busy') throw new NotYet()
    this.note(key, { values, epoch: held.epoch })
  }

  async #decide({ key, acts }: TaskOf<'decide'>): Promise<void> {
    const { attempt } = this.standing.releases[key]!
    const { refusal } = await this.#desk(key).remove(this.#office.client, this.valuesOf(key), attempt, acts)
    this.#note(protocol.decide(this.standing, key, refusal))
  }

  async #remove({ key }: TaskOf<'remove'>): Promise<void> {
    const { attempt, id } = this.standing.releases[key]!
    const { refusal } = await this.#desk(key).remove(this.#office.client, this.valuesOf(key), attempt, false)
    // After the decision there is only forward: it is tried until whoever stands in the way is gone.
    if (refusal !== undefined) throw new Error(`a key that was released cannot go: ${refusal.message}`)
    await this.#applyHeld(id)
  }

  async #apply(tasks: readonly TaskOf<'apply'>[]): Promise<void> {
    const ballots = tasks.map(({ key }) => this.standing.ballots[key]!)
    const { id, key } = ballots[0]!.ask
    for (const release of this.#ownOf(ballots))
      await this.#desk(release.key).decide(this.#office.client, this.valuesOf(release.key), release.attempt)
    // What goes with a row of this service's own goes with it, last of all.
    if (this.#desksOf(key).replicated === undefined) return
    const ready = ballots.filter(({ held }) => held.length === 0)
    if (ready.length > 0) await this.#applyTogether(ready)
    await this.#applyHeld(id)
  }

  /** In a circle: what a release holds further up goes there, and only then what hangs on it. */
  async #applyHeld(id: string): Promise<void> {
    const { client } = this.#office
    const waiting = Object.values(this.standing.ballots).filter(
      ({ ask, phase, held }) => ask.id === id && phase === 'done' && held.length > 0,
    )
    const aggregates = [...new Set(waiting.map(({ ask }) => partsOf(ask.key)[0]))]
    for (const aggregate of aggregates) {
      const those = waiting.filter(({ ask }) => partsOf(ask.key)[0] === aggregate)
      await client.query('SAVEPOINT held')
      try {
        await this.#applyTogether(those)
      } catch {
        // Something else that it holds has still to go.
        await client.query('ROLLBACK TO held')
        continue
      }
      const over = those.map((ballot) => [ballot.ask.key, { ...ballot, held: [] }] as const)
      this.standing = { ...this.standing, ballots: { ...this.standing.ballots, ...Object.fromEntries(over) } }
    }
  }

  async #applyTogether(ballots: readonly Ballot[]): Promise<void> {
    const { replicated } = this.#desksOf(ballots[0]!.ask.key)
    await replicated!.apply(this.#office.client, ballots.map((ballot) => this.#attemptOf(ballot))) // prettier-ignore
    for (const release of this.#ownOf(ballots)) await this.#reopen(release)
  }

  #ownOf(ballots: readonly Ballot[]): Release[] {
    const ids = new Set(ballots.map(({ ask }) => ask.id))
    const found = [...new Set(ballots.flatMap(({ own }) => own))].flatMap((key) => this.standing.releases[key] ?? [])
    // One that another release has by now is over for this one.
    return found.filter(({ id }) => ids.has(id))
  }

  #attemptOf({ ask: { key, attempt, version } }: Ballot): AttemptFacts {
    return { attempt, version, epoch: this.factsOf(key).epoch }
  }

  #ballotsAlike(key: string, id: string): Ballot[] {
    const [aggregate] = partsOf(key)
    return Object.values(this.standing.ballots).filter(({ ask }) => ask.id === id && partsOf(ask.key)[0] === aggregate)
  }

  async #reopen({ key, attempt }: Release): Promise<void> {
    await this.#desk(key).reopen(this.#office.client, this.valuesOf(key), attempt)
  }

  #desk(key: string): KeyDesk {
    const { own } = this.#desksOf(key)
    if (own === undefined) throw new Error(`${this.standing.service} does not own the key ${key}`)
    return own
  }

  #desksOf(key: string): { readonly own?: KeyDesk; readonly replicated?: KeyDesk } {
    const [aggregate] = partsOf(key)
    const { service, keys } = this.#office
    const [own, replicated] = [keys.own.get(aggregate), keys.replicated.get(aggregate)]
    if (own !== undefined) return { own: new KeyDesk(service, own) }
    if (replicated !== undefined) return { replicated: new KeyDesk(service, replicated) }
    throw new Error(`${service} has no part in releases of ${aggregate}`)
  }
}

function tooMany(service: string, { length }: readonly FoundKey[]): Refusal | undefined {
  if (length <= mostAlong) return undefined
  const message = `more than ${mostAlong} keys would go along that other services vote on`
  return { kind: 'refused', service, sqlstate: '54000', message }
}

function merge(one: Standing, two: Standing): Standing {
  return {
    service: two.service,
    releases: { ...one.releases, ...two.releases },
    ballots: { ...one.ballots, ...two.ballots },
  }
}
