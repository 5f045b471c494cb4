import type { ReleaseMessage } from './release-message.ts'
import type { Ballot, Release, Standing, Step, Task } from './standing.ts'

/** One step while it is being made: a copy of the standing, what is to be sent and done. */
export class Turn {
  readonly service: string
  readonly releases: Record<string, Release>
  readonly ballots: Record<string, Ballot>
  readonly send: ReleaseMessage[] = []
  readonly tasks: Task[] = []

  constructor({ service, releases, ballots }: Standing) {
    this.service = service
    this.releases = { ...releases }
    this.ballots = { ...ballots }
  }

  keep(release: Release, change: Partial<Release>): Release {
    return (this.releases[release.key] = { ...release, ...change })
  }

  note(ballot: Ballot, change: Partial<Ballot>): Ballot {
    return (this.ballots[ballot.ask.key] = { ...ballot, ...change })
  }

  end(): Step {
    const { service, releases, ballots, send, tasks } = this
    return { standing: { service, releases, ballots }, send, tasks }
  }
}
