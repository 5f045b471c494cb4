import type { Mistake } from '../replay/mistake.test-support.ts'

/** Shows only when several write at once, by what the story ends with. */
export interface MistakeAtOnce extends Omit<Mistake, 'part'> {
  readonly ends: RegExp
}

/** By the name of its story in `fixtures/replay-mistakes`. */
export const mistakesAtOnce: Readonly<Record<string, MistakeAtOnce>> = {
  // From a sequence with a cache each connection has numbers of its own, and what comes later may have a smaller one.
  'versions-are-given-in-advance': {
    sql: { from: /CREATE SEQUENCE fountain_split\.version CACHE 1/, to: 'CREATE SEQUENCE fountain_split.version CACHE 20' }, // prettier-ignore
    ends: /at rest the replica of people\.\w+ (?:has|lacks)|no order for this|a transaction waits for what does not arrive/,
  },
  // Who reads up to the newest number passes by what is written under an older one and not committed yet.
  'a-relay-reads-past-what-is-not-committed': {
    runtime: { file: 'relay/read-horizon.ts', from: 'pg_snapshot_xmin(pg_current_snapshot())::text AS horizon', to: 'pg_snapshot_xmax(pg_current_snapshot())::text AS horizon' }, // prettier-ignore
    ends: /at rest the replica of people\.\w+ (?:has|lacks)|no order for this|a transaction waits for what does not arrive|a release does not come to an end/,
  },
  // A row is written while the vote is on, under the eyes of nobody.
  'a-guard-takes-no-lock': {
    sql: { from: /\n\s+FOR KEY SHARE OF s;/g, to: ';' },
    ends: /does not come to an end: .* violates foreign key constraint "basket_owner"|which was not there: basket_owner/,
  },
  'a-vote-takes-no-lock': {
    sql: { from: /(key1 = people_person_id_close_release\.key1|p\.id = s\.key1) FOR UPDATE/g, to: '$1' },
    ends: /does not come to an end: .* violates foreign key constraint "basket_owner"|which was not there: basket_owner/,
  },
}
