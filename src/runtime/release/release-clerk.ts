import type { ClientBase } from 'pg'
import type { KeyValues } from '../envelope.ts'
import type { DeskKey } from './key-desk.ts'
import { KeyDesk } from './key-desk.ts'
import type { ReleaseLetter } from './release-letter.ts'
import { partsOf } from './release-letter.ts'
import type { Ask } from './release-message.ts'
import * as protocol from './release-protocol.ts'
import type { KeyFacts, ReleaseStore } from './release-store.ts'
import type { Release, Standing, Step, Task } from './standing.ts'

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

/** Takes steps of the protocol in one transaction: keeps the standing, does the tasks, gathers what is to be sent afterwards. */
export class ReleaseClerk {
  readonly letters: ReleaseLetter[] = []
  readonly #client: ClientBase
  readonly #store: ReleaseStore
  readonly #keys: ReleaseKeys
  readonly #epochs = new Map<string, string>()
  #facts = new Map<string, KeyFacts>()
  #before: Standing
  standing: Standing

  constructor(client: ClientBase, service: string, store: ReleaseStore, keys: ReleaseKeys) {
    this.#client = client
    this.#store = store
    this.#keys = keys
    this.standing = this.#before = { service, releases: {}, ballots: {} }
  }

  async load(keys: readonly string[]): Promise<void> {
    const { standing, facts } = await this.#store.load(this.#client, keys)
    this.standing = this.#before = standing
    this.#facts = facts
  }

  /** What a row of a key is to hold beside the protocol's state. */
  note(key: string, facts: KeyFacts, epoch: string): void {
    this.#facts.set(key, facts)
    this.#epochs.set(key, epoch)
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
    return this.#desk(key).hold(this.#client, values, attempt)
  }

  async take(step: Step): Promise<void> {
    this.standing = step.standing
    for (const task of step.tasks) await this.#do(task)
    for (const message of step.send)
      this.letters.push({ format: 1, message, values: this.valuesOf(message.key), epoch: this.#epochs.get(message.key) ?? '0' }) // prettier-ignore
  }

  /** Keys of this service whose release is over, and stays, are open again. */
  async finish(): Promise<void> {
    for (const { key, phase, attempt } of this.changed())
      if (phase === 'refused') await this.#desk(key).reopen(this.#client, this.valuesOf(key), attempt)
    await this.#store.save(this.#client, this.#before, this.standing, this.#facts)
  }

  async #do(task: Task): Promise<void> {
    if (task.task === 'judge') return this.#judge(task.ask)
    const { key } = task
    const values = this.valuesOf(key)
    const client = this.#client
    if (task.task === 'decide' || task.task === 'remove') {
      const { attempt } = this.standing.releases[key]!
      const onlyTry = task.task === 'decide' && task.acts
      const refusal = await this.#desk(key).remove(client, values, attempt, onlyTry)
      if (task.task === 'decide') return this.take(protocol.decide(this.standing, key, refusal))
      // After the decision there is only forward: it is tried until whoever stands in the way is gone.
      if (refusal !== undefined) throw new Error(`a key that was released cannot go: ${refusal.message}`)
      return
    }
    const { attempt, version } = this.standing.ballots[key]!.ask
    if (task.task === 'reopen') await this.#ballotDesk(key).reopen(client, values, attempt)
    else await this.#ballotDesk(key).apply(client, values, { attempt, version, epoch: this.#epochs.get(key)! })
  }

  async #judge(ask: Ask): Promise<void> {
    const { key } = ask
    const facts = { ...ask, epoch: this.#epochs.get(key)! }
    const judgement = await this.#ballotDesk(key).judge(this.#client, this.valuesOf(key), facts)
    if (judgement === undefined) throw new NotYet()
    await this.take(protocol.castVote(this.standing, ask, judgement))
  }

  #desk(key: string): KeyDesk {
    return this.#make(key, this.#keys.own)
  }

  #ballotDesk(key: string): KeyDesk {
    return this.#make(key, this.#keys.replicated)
  }

  #make(key: string, keys: ReadonlyMap<string, DeskKey>): KeyDesk {
    const [aggregate] = partsOf(key)
    const found = keys.get(aggregate)
    if (found === undefined) throw new Error(`${this.standing.service} has no part in releases of ${aggregate}`)
    return new KeyDesk(this.standing.service, found)
  }
}
