import * as protocol from '../../runtime/release/release-protocol.ts'
import type { Release, Standing } from '../../runtime/release/standing.ts'
import { realRules } from './real-rules.ts'
import type { Rules } from './release-scene.ts'

/** A rule of the protocol left out, and the scene in which that shows. */
export interface RuleMutant {
  readonly rule: string
  readonly mutant: string
  readonly scene: string
  readonly rules: Rules
  /** For one that never ends: well above what the scene has. */
  readonly bound?: number
}

const without = (changes: Partial<Rules>): Rules => ({ ...realRules, ...changes })

function withReleases(standing: Standing, change: (release: Release) => Release): Standing {
  const releases = Object.entries(standing.releases).map(([key, release]) => [key, change(release)] as const)
  return { ...standing, releases: Object.fromEntries(releases) }
}

export const ruleMutants: readonly RuleMutant[] = [
  {
    rule: '8 voters refuse new references at once',
    mutant: 'a closed key may be referred to',
    scene: 'voters of mixed actions',
    rules: without({ closes: false }),
  },
  {
    rule: '9 the referenced service votes too',
    mutant: 'its own rows are not asked',
    scene: 'voters of mixed actions',
    rules: without({ decide: (standing, key) => protocol.decide(standing, key, undefined) }),
  },
  {
    rule: '9 the referenced service votes too',
    mutant: 'its own rows are asked, and may come afterwards',
    scene: 'voters of mixed actions',
    rules: without({ fences: false }),
  },
  {
    rule: '9 the referenced service votes too',
    mutant: 'what goes along with its row is not released',
    scene: 'keys that go along',
    rules: without({
      beginRelease: (standing, id, what) =>
        protocol.beginRelease(standing, id, {
          ...what,
          voters: what.voters.filter((voter) => voter !== standing.service),
        }),
    }),
  },
  {
    rule: '9 the referenced service votes too',
    mutant: 'what goes along may be referred to after its vote',
    scene: 'keys that go along',
    rules: without({ fences: false }),
  },
  {
    rule: '10 an older ask is not heard',
    mutant: 'it is judged as if it were new',
    scene: 'requests one after the other',
    rules: without({
      receive(standing, message) {
        const newest = standing.ballots[message.key]?.ask.attempt ?? 0
        if (message.type !== 'ask' || message.attempt >= newest) return protocol.receive(standing, message)
        const { [message.key]: _, ...ballots } = standing.ballots
        return protocol.receive({ ...standing, ballots }, message)
      },
    }),
  },
  {
    rule: '10 an older ask is not heard',
    mutant: 'one that comes after its own abort is judged again',
    scene: 'a crash at every step',
    rules: without({
      receive(standing, message) {
        const ballot = standing.ballots[message.key]
        if (message.type !== 'ask' || ballot?.phase !== 'open') return protocol.receive(standing, message)
        const { [message.key]: _, ...ballots } = standing.ballots
        return protocol.receive({ ...standing, ballots }, message)
      },
    }),
  },
  {
    rule: '11 all votes before any effect',
    mutant: 'voters act while they vote',
    scene: 'voters of mixed actions',
    rules: without({ actsEarly: true }),
  },
  {
    rule: '11 all votes before any effect',
    mutant: 'the first yes decides',
    scene: 'voters of mixed actions',
    rules: without({
      receive(standing, message) {
        if (message.type !== 'vote' || message.verdict !== 'yes') return protocol.receive(standing, message)
        const all = (release: Release): Release => ({
          ...release,
          voters: Object.fromEntries(
            Object.entries(release.voters).map(([service, voter]) => [service, { ...voter, vote: 'yes' as const }]),
          ),
        })
        return protocol.receive(withReleases(standing, all), message)
      },
    }),
  },
  {
    rule: '11 a refusal opens the key everywhere',
    mutant: 'voters are not told',
    scene: 'voters of mixed actions',
    rules: without({
      receive(standing, message) {
        const step = protocol.receive(standing, message)
        return { ...step, send: step.send.filter(({ type }) => type !== 'abort') }
      },
    }),
  },
  {
    rule: '11 after the decision there is only forward',
    mutant: 'a timeout takes it back',
    scene: 'voters of mixed actions',
    rules: without({
      giveUp(standing, key, refusal) {
        const back = (release: Release): Release =>
          release.phase === 'decided' ? { ...release, phase: 'asking' } : release
        return protocol.giveUp(withReleases(standing, back), key, refusal)
      },
    }),
  },
  {
    rule: '11 effects, then the referenced row last',
    mutant: 'the row goes with the decision',
    scene: 'voters of mixed actions',
    rules: without({ removesFirst: true }),
  },
  {
    rule: '11 what was decided is kept and said again',
    mutant: 'after a crash nothing is said again',
    scene: 'a crash at every step',
    rules: without({ dueMessages: () => [] }),
  },
  {
    rule: '12 a release may meet itself',
    mutant: 'it begins again wherever it comes by',
    scene: 'a circle of two',
    bound: 4000,
    rules: without({
      castVote(standing, ask, judgement) {
        const others = Object.entries(standing.releases).filter(([, { id }]) => id !== ask.id)
        return protocol.castVote({ ...standing, releases: Object.fromEntries(others) }, ask, judgement)
      },
    }),
  },
  {
    rule: '12 of two that cross one gives way',
    mutant: 'both wait for each other',
    scene: 'releases that cross',
    rules: without({
      castVote: (standing, ask, judgement) => protocol.castVote(standing, { ...ask, rank: '' }, judgement),
    }),
  },
]
