import type { Ask, Refusal, ReleaseMessage } from '../../runtime/release/release-message.ts'
import type { Step } from '../../runtime/release/standing.ts'
import { isLive } from '../../runtime/release/standing.ts'
import type { ChangeRules, ChangeScene } from './change-scene.ts'
import type { Posted, Renamed, Voting } from './change-state.ts'
import { textOf } from './change-state.ts'
import { nameOf, settleRequests } from './release-state.ts'
import { isChanged } from './release-world.ts'

/**
 * The steps of a world in which keys become others by vote, as far as every such world has them: what was sent may come at any time, any
 * number of times or never, attempts are given up, processes crash. What is in its databases is the world's own.
 */
export abstract class ChangeSteps<State extends Voting> {
  readonly #scene: Pick<ChangeScene, 'attempts' | 'timeouts' | 'crashes'>
  readonly #rules: Pick<ChangeRules, 'receive' | 'giveUp' | 'dueMessages'>
  readonly #post: Map<string, Posted>
  protected readonly before: State
  protected readonly found: [string, State][] = []

  constructor(
    scene: Pick<ChangeScene, 'attempts' | 'timeouts' | 'crashes'>,
    rules: Pick<ChangeRules, 'receive' | 'giveUp' | 'dueMessages'>,
    post: Map<string, Posted>,
    before: State,
  ) {
    this.#scene = scene
    this.#rules = rules
    this.#post = post
    this.before = before
  }

  protected abstract copy(state: State): State
  /** Whether an ask cannot be judged yet, so that it comes again. */
  protected abstract waits(ask: Ask): boolean
  protected abstract learn(state: State, message: Renamed): boolean
  /** One transaction of a service. */
  protected abstract run(state: State, service: string, step: Step): boolean

  /** What comes, is given up, is said again, and is lost. */
  protected takePosted(): void {
    const { net, standings, timeouts } = this.before
    for (const name of net) {
      const message = this.#post.get(name)!
      if (message.type === 'renamed') this.take(name, (state) => this.learn(state, message))
      else this.#hear(name, message)
    }
    for (const service of Object.keys(standings)) {
      for (const [key, release] of Object.entries(standings[service]!.releases))
        if (timeouts < this.#scene.timeouts && release.above === undefined && isLive(release))
          this.take(`timeout ${key}`, (state) => {
            state.timeouts++
            const refusal: Refusal = { kind: 'timeout', service, message: '' }
            return this.run(state, service, this.#rules.giveUp(state.standings[service]!, key, refusal))
          })
      if (this.#scene.crashes)
        this.take(`${service} says again`, (state) => {
          this.send(state, this.#rules.dueMessages(state.standings[service]!))
          return true
        })
    }
    // Events are told again from the outbox; only what is said about the change is lost.
    const told = net.filter((name) => this.#post.get(name)!.type === 'renamed')
    if (this.#scene.crashes && net.length > told.length) this.found.push(['all is lost', { ...this.before, net: told }])
  }

  /** With crashes, each step that sends may also end before anything left but events. */
  protected take(label: string, run: (state: State) => boolean): void {
    const state = this.copy(this.before)
    if (!run(state)) return
    settleRequests(this.#scene, state)
    this.found.push([label, state])
    const told = state.net.filter((name) => this.before.net.includes(name) || this.#post.get(name)!.type === 'renamed')
    if (this.#scene.crashes && state.net.length > told.length)
      this.found.push([`${label}, crash`, { ...state, net: told }])
  }

  #hear(name: string, message: ReleaseMessage): void {
    const standing = this.before.standings[message.to]!
    const step = this.#rules.receive(standing, message)
    if (step.tasks.some(({ task }) => task === 'judge') && message.type === 'ask' && this.waits(message)) return
    if (step.send.length + step.tasks.length > 0 || isChanged(standing, step.standing))
      this.take(name, (state) => this.run(state, message.to, step))
  }

  protected send(state: State, messages: readonly Posted[]): void {
    for (const message of messages) {
      const name = message.type === 'renamed' ? textOf(message) : nameOf(message)
      this.#post.set(name, message)
      if (!state.net.includes(name)) state.net = [...state.net, name].sort()
    }
  }
}
