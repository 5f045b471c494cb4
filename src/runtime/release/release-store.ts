import type { ClientBase } from 'pg'
import { quote } from '../database.ts'
import type { KeyValues } from '../envelope.ts'
import { keyOf, partsOf } from './release-letter.ts'
import type { Ballot, Release, Standing, Voter } from './standing.ts'

/** What a row holds beside the state of the protocol. */
export interface KeyFacts {
  readonly values: KeyValues
  /** Of the service that owns the key. */
  readonly epoch: string
  /** The request that an attempt is made for. */
  readonly request?: string | undefined
}

/** The part of a standing that some keys concern, with what their rows hold beside it. */
export interface StoredPart {
  readonly standing: Standing
  readonly facts: ReadonlyMap<string, KeyFacts>
}

interface ReleaseRow {
  readonly aggregate: string
  readonly subject: string
  readonly key: KeyValues
  readonly epoch: string
  readonly attempt: string
  readonly release: string
  readonly rank: string
  readonly version: string
  readonly phase: Release['phase']
  readonly above: string | null
  readonly refusal: Release['refusal'] | null
  readonly request: string | null
  readonly voters: Record<string, Voter> | null
}

interface BallotRow extends Omit<Ballot, 'refusal'> {
  readonly aggregate: string
  readonly subject: string
  readonly key: KeyValues
  readonly epoch: string
  readonly refusal: Ballot['refusal'] | null
}

/** The tables in which a service keeps its releases and its ballots. */
export class ReleaseStore {
  readonly #service: string
  readonly #home: string

  constructor(service: string, home: string) {
    this.#service = service
    this.#home = home
  }

  /** What concerns these keys, and everything of these releases: what goes together stands and falls together. */
  async load(client: ClientBase, keys: readonly string[], releases: readonly string[]): Promise<StoredPart> {
    const parts = keys.map(partsOf)
    const given = [parts.map(([aggregate]) => aggregate), parts.map(([, subject]) => subject), releases]
    const isMeant = (release: string) =>
      `(aggregate, subject) IN (SELECT * FROM unnest($1::text[], $2::text[])) OR ${release} = ANY ($3)`
    const attempts = await client.query<ReleaseRow>(
      `SELECT a.*, (SELECT epoch FROM ${quote(this.#home, 'service_state')}),
              (SELECT jsonb_object_agg(v.voter, jsonb_build_object('vote', v.vote, 'acts', v.acts, 'settled', v.settled) ORDER BY v.voter)
                 FROM ${this.#table('vote')} AS v WHERE (v.aggregate, v.subject) = (a.aggregate, a.subject)) AS voters
         FROM ${this.#table('attempt')} AS a WHERE ${isMeant('release')}`,
      given,
    )
    const ballots = await client.query<BallotRow>(
      `SELECT * FROM ${this.#table('ballot')} WHERE ${isMeant("(ask ->> 'id')")}`,
      given,
    )
    const facts = new Map<string, KeyFacts>()
    for (const { aggregate, subject, key, epoch } of ballots.rows)
      facts.set(keyOf(aggregate, subject), { values: key, epoch })
    for (const { aggregate, subject, key, epoch, request } of attempts.rows)
      facts.set(keyOf(aggregate, subject), { values: key, epoch, request: request ?? undefined })
    const standing = {
      service: this.#service,
      releases: Object.fromEntries(attempts.rows.map((row) => [keyOf(row.aggregate, row.subject), asRelease(row)])),
      ballots: Object.fromEntries(ballots.rows.map((row) => [keyOf(row.aggregate, row.subject), asBallot(row)])),
    }
    return { standing, facts }
  }

  /** By aggregate, the newest attempt whose ballot was pruned. */
  async marks(client: ClientBase): Promise<ReadonlyMap<string, number>> {
    const { rows } = await client.query<{ aggregate: string; attempt: string }>(`SELECT * FROM ${this.#table('mark')}`)
    return new Map(rows.map(({ aggregate, attempt }) => [aggregate, Number(attempt)]))
  }

  /** Keeps what changed. */
  async save(client: ClientBase, before: Standing, now: Standing, facts: ReadonlyMap<string, KeyFacts>): Promise<void> {
    const releases = Object.values(now.releases).filter((each) => before.releases[each.key] !== each)
    const ballots = Object.values(now.ballots).filter((each) => before.ballots[each.ask.key] !== each)
    if (releases.length > 0) await this.#saveReleases(client, releases, facts)
    if (ballots.length > 0) await this.#saveBallots(client, ballots, facts)
  }

  async #saveReleases(
    client: ClientBase,
    releases: readonly Release[],
    facts: ReadonlyMap<string, KeyFacts>,
  ): Promise<void> {
    const rows = releases.map(({ key, id, ...release }) => {
      const { values, request } = facts.get(key)!
      return { ...partsByName(key), ...release, key: values, release: id, request }
    })
    await client.query(
      `INSERT INTO ${this.#table('attempt')} AS a (aggregate, subject, key, attempt, release, rank, version, phase, above, refusal, request)
       SELECT g.aggregate, g.subject, g.key, g.attempt, g.release, g.rank, g.version, g.phase, g.above, g.refusal, g.request
         FROM jsonb_to_recordset($1::jsonb) AS g (aggregate text, subject text, key jsonb, attempt bigint, release text, rank text,
                version bigint, phase text, above text, refusal jsonb, request bigint)
       ON CONFLICT (aggregate, subject) DO UPDATE
          SET key = excluded.key, attempt = excluded.attempt, release = excluded.release, rank = excluded.rank,
              version = excluded.version, phase = excluded.phase, above = excluded.above, refusal = excluded.refusal,
              request = excluded.request, said = now(),
              begun = CASE WHEN a.attempt = excluded.attempt THEN a.begun ELSE now() END`,
      [JSON.stringify(rows)],
    )
    await client.query(
      `DELETE FROM ${this.#table('vote')} AS v USING jsonb_to_recordset($1::jsonb) AS g (aggregate text, subject text)
        WHERE (v.aggregate, v.subject) = (g.aggregate, g.subject)`,
      [JSON.stringify(rows.map(({ aggregate, subject }) => ({ aggregate, subject })))],
    )
    await client.query(
      `INSERT INTO ${this.#table('vote')} (aggregate, subject, voter, vote, acts, settled)
       SELECT g.aggregate, g.subject, v.key, v.value ->> 'vote', (v.value ->> 'acts')::boolean, (v.value ->> 'settled')::boolean
         FROM jsonb_to_recordset($1::jsonb) AS g (aggregate text, subject text, voters jsonb), jsonb_each(g.voters) AS v`,
      [JSON.stringify(rows.map(({ aggregate, subject, voters }) => ({ aggregate, subject, voters })))],
    )
  }

  async #saveBallots(
    client: ClientBase,
    ballots: readonly Ballot[],
    facts: ReadonlyMap<string, KeyFacts>,
  ): Promise<void> {
    const rows = ballots.map((ballot) => {
      const { values, epoch } = facts.get(ballot.ask.key)!
      return { ...partsByName(ballot.ask.key), ...ballot, key: values, epoch }
    })
    await client.query(
      `INSERT INTO ${this.#table('ballot')} (aggregate, subject, key, epoch, ask, phase, own, held, begun, acts, refusal)
       SELECT g.* FROM jsonb_to_recordset($1::jsonb) AS g (aggregate text, subject text, key jsonb, epoch bigint, ask jsonb,
                phase text, own jsonb, held jsonb, begun boolean, acts boolean, refusal jsonb)
       ON CONFLICT (aggregate, subject) DO UPDATE
          SET key = excluded.key, epoch = excluded.epoch, ask = excluded.ask, phase = excluded.phase, own = excluded.own,
              held = excluded.held, begun = excluded.begun, acts = excluded.acts, refusal = excluded.refusal, changed = now()`,
      [JSON.stringify(rows)],
    )
  }

  #table(name: string): string {
    return quote(this.#home, `release_${name}`)
  }
}

function partsByName(key: string) {
  const [aggregate, subject] = partsOf(key)
  return { aggregate, subject }
}

function asRelease(row: ReleaseRow): Release {
  return {
    id: row.release,
    rank: row.rank,
    key: keyOf(row.aggregate, row.subject),
    attempt: Number(row.attempt),
    version: Number(row.version),
    phase: row.phase,
    above: row.above ?? undefined,
    voters: row.voters ?? {},
    refusal: row.refusal ?? undefined,
  }
}

function asBallot({ ask, phase, own, held, begun, acts, refusal }: BallotRow): Ballot {
  return { ask, phase, own, held, begun, acts, refusal: refusal ?? undefined }
}
