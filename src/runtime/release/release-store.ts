import type { ClientBase } from 'pg'
import { quote } from '../database.ts'
import type { KeyValues } from '../envelope.ts'
import { keyOf, partsOf } from './release-letter.ts'
import type { Ballot, Release, Standing, Voter } from './standing.ts'

/** What a row holds beside the state of the protocol. */
export interface KeyFacts {
  readonly values: KeyValues
  /** The request that an attempt is made for. */
  readonly request?: string | undefined
}

interface ReleaseRow {
  readonly aggregate: string
  readonly subject: string
  readonly key: KeyValues
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

  /** The part of the standing that concerns these keys, with what their rows hold beside it. */
  async load(
    client: ClientBase,
    keys: readonly string[],
  ): Promise<{ standing: Standing; facts: Map<string, KeyFacts> }> {
    const parts = keys.map(partsOf)
    const given = [parts.map(([aggregate]) => aggregate), parts.map(([, subject]) => subject)]
    const attempts = await client.query<ReleaseRow>(
      `SELECT a.*, (SELECT jsonb_object_agg(v.voter, jsonb_build_object('vote', v.vote, 'acts', v.acts, 'settled', v.settled) ORDER BY v.voter)
                      FROM ${this.#table('vote')} AS v WHERE (v.aggregate, v.subject) = (a.aggregate, a.subject)) AS voters
         FROM ${this.#table('attempt')} AS a WHERE (a.aggregate, a.subject) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
      given,
    )
    const ballots = await client.query<BallotRow>(
      `SELECT * FROM ${this.#table('ballot')} WHERE (aggregate, subject) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
      given,
    )
    const facts = new Map<string, KeyFacts>()
    for (const { aggregate, subject, key } of ballots.rows) facts.set(keyOf(aggregate, subject), { values: key })
    for (const { aggregate, subject, key, request } of attempts.rows)
      facts.set(keyOf(aggregate, subject), { values: key, request: request ?? undefined })
    const standing = {
      service: this.#service,
      releases: Object.fromEntries(attempts.rows.map((row) => [keyOf(row.aggregate, row.subject), asRelease(row)])),
      ballots: Object.fromEntries(ballots.rows.map((row) => [keyOf(row.aggregate, row.subject), asBallot(row)])),
    }
    return { standing, facts }
  }

  /** Keeps what changed. */
  async save(client: ClientBase, before: Standing, now: Standing, facts: ReadonlyMap<string, KeyFacts>): Promise<void> {
    for (const [key, release] of Object.entries(now.releases))
      if (before.releases[key] !== release) await this.#saveRelease(client, release, facts.get(key)!)
    for (const [key, ballot] of Object.entries(now.ballots))
      if (before.ballots[key] !== ballot) await this.#saveBallot(client, ballot, facts.get(key)!)
  }

  async #saveRelease(client: ClientBase, release: Release, facts: KeyFacts): Promise<void> {
    const { key, attempt, id, rank, version, phase, above, refusal, voters } = release
    const own = partsOf(key)
    await client.query(
      `INSERT INTO ${this.#table('attempt')} AS a (aggregate, subject, key, attempt, release, rank, version, phase, above, refusal, request)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (aggregate, subject) DO UPDATE
          SET key = excluded.key, attempt = excluded.attempt, release = excluded.release, rank = excluded.rank,
              version = excluded.version, phase = excluded.phase, above = excluded.above, refusal = excluded.refusal,
              request = excluded.request, said = now(),
              begun = CASE WHEN a.attempt = excluded.attempt THEN a.begun ELSE now() END`,
      [...own, JSON.stringify(facts.values), attempt, id, rank, version, phase, above ?? null, refusal ?? null, facts.request ?? null], // prettier-ignore
    )
    await client.query(`DELETE FROM ${this.#table('vote')} WHERE (aggregate, subject) = ($1, $2)`, [...own])
    await client.query(
      `INSERT INTO ${this.#table('vote')} (aggregate, subject, voter, vote, acts, settled)
       SELECT $1, $2, v.key, v.value ->> 'vote', (v.value ->> 'acts')::boolean, (v.value ->> 'settled')::boolean
         FROM jsonb_each($3::jsonb) AS v`,
      [...own, JSON.stringify(voters)],
    )
  }

  async #saveBallot(client: ClientBase, ballot: Ballot, { values }: KeyFacts): Promise<void> {
    const { ask, phase, own, held, begun, acts, refusal } = ballot
    await client.query(
      `INSERT INTO ${this.#table('ballot')} (aggregate, subject, key, ask, phase, own, held, begun, acts, refusal)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (aggregate, subject) DO UPDATE
          SET key = excluded.key, ask = excluded.ask, phase = excluded.phase, own = excluded.own, held = excluded.held,
              begun = excluded.begun, acts = excluded.acts, refusal = excluded.refusal`,
      [...partsOf(ask.key), JSON.stringify(values), ask, phase, JSON.stringify(own), JSON.stringify(held), begun, acts, refusal ?? null], // prettier-ignore
    )
  }

  #table(name: string): string {
    return quote(this.#home, `release_${name}`)
  }
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
