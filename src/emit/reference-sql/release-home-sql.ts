import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, sql } from '../../print/sql.ts'
import { asDefiner } from './bracket-sql.ts'
import { asOwner } from './home-sql.ts'
import { own } from './own-names.ts'
import type { ServiceHome } from './reference-value.ts'
import { createTrial } from './trial-sql.ts'

/** What a service needs once to have its keys released, or to vote on others' keys. Requests outlive their attempts. */
export function createReleaseTables(home: ServiceHome): readonly Sql[] {
  const [request, attempt, vote] = [
    own(home, 'release_request'),
    own(home, 'release_attempt'),
    own(home, 'release_vote'),
  ]
  const [ballot, mark, message, number] = [
    own(home, 'release_ballot'),
    own(home, 'release_mark'),
    own(home, 'release_message'),
    own(home, 'release_number'),
  ]
  return asOwner(home, [
    sql`CREATE TABLE ${request} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  aggregate text NOT NULL,
  subject text NOT NULL,
  key jsonb NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'released', 'refused', 'gone')),
  attempts integer NOT NULL DEFAULT 0,
  refusal jsonb,
  asked timestamptz NOT NULL DEFAULT now(),
  due timestamptz NOT NULL DEFAULT now(),
  answered timestamptz
)`,
    sql`COMMENT ON TABLE ${request} IS 'Keys of this service that somebody wants to go, and the answer: gone is a key that was not there; refusal says who refused and why'`,
    sql`CREATE UNIQUE INDEX release_request_open ON ${request} (aggregate, subject) WHERE state = 'open'`,
    sql`CREATE TABLE ${attempt} (
  aggregate text NOT NULL,
  subject text NOT NULL,
  key jsonb NOT NULL,
  attempt bigint NOT NULL,
  release text NOT NULL,
  rank text NOT NULL,
  version bigint NOT NULL,
  phase text NOT NULL CHECK (phase IN ('asking', 'granted', 'decided', 'aborting', 'released', 'refused')),
  above text,
  refusal jsonb,
  request bigint REFERENCES ${request} ON DELETE SET NULL,
  begun timestamptz NOT NULL DEFAULT now(),
  said timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (aggregate, subject)
)`,
    sql`COMMENT ON TABLE ${attempt} IS 'The newest attempt to release each key of this service; from decided on there is only forward'`,
    sql`CREATE INDEX ON ${attempt} (phase) WHERE phase IN ('asking', 'granted', 'decided', 'aborting')`,
    sql`CREATE INDEX ON ${attempt} (release)`,
    sql`CREATE TABLE ${vote} (
  aggregate text NOT NULL,
  subject text NOT NULL,
  voter text NOT NULL,
  vote text NOT NULL CHECK (vote IN ('asked', 'yes')),
  acts boolean NOT NULL,
  settled boolean NOT NULL,
  PRIMARY KEY (aggregate, subject, voter),
  FOREIGN KEY (aggregate, subject) REFERENCES ${attempt} ON DELETE CASCADE
)`,
    sql`COMMENT ON TABLE ${vote} IS 'Votes of other services in the newest attempt; settled: the key is open again there, or the action was done'`,
    sql`CREATE TABLE ${ballot} (
  aggregate text NOT NULL,
  subject text NOT NULL,
  key jsonb NOT NULL,
  epoch bigint NOT NULL,
  ask jsonb NOT NULL,
  phase text NOT NULL CHECK (phase IN ('waiting', 'yes', 'no', 'open', 'applying', 'done')),
  own jsonb NOT NULL,
  held jsonb NOT NULL,
  begun boolean NOT NULL,
  acts boolean NOT NULL,
  refusal jsonb,
  changed timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (aggregate, subject)
)`,
    sql`CREATE INDEX ON ${ballot} ((ask ->> 'id'))`,
    sql`COMMENT ON TABLE ${ballot} IS 'What this service was asked last about each key of another one, and what it answered'`,
    sql`CREATE TABLE ${mark} (
  aggregate text PRIMARY KEY,
  attempt bigint NOT NULL
)`,
    sql`COMMENT ON TABLE ${mark} IS 'The newest attempt whose ballot was removed when it was old: what is not newer is over'`,
    sql`CREATE TABLE ${message} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  letter jsonb NOT NULL,
  arrived timestamptz NOT NULL DEFAULT now()
)`,
    ...createTrial(home),
    sql`CREATE SEQUENCE ${number} CACHE 1`,
    sql`GRANT SELECT, INSERT, UPDATE, DELETE ON ${request}, ${attempt}, ${vote}, ${ballot}, ${mark}, ${message} TO ${home.runtimeRole}`,
    sql`GRANT USAGE ON SEQUENCE ${number} TO ${home.runtimeRole}`,
    ...answers(home),
  ])
}

/** How an answer is asked for, in any language. */
function answers(home: ServiceHome): readonly Sql[] {
  const request = own(home, 'release_request')
  const [state, wait] = [own(home, 'release_state'), own(home, 'wait_for_release')]
  const body = sql`DECLARE
  until timestamptz := clock_timestamp() + patience;
  pause float := 0.02;
  answer ${request}%ROWTYPE;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_transaction_state',
      MESSAGE = 'an answer is never seen in a transaction that sees one moment only',
      HINT = 'Wait in READ COMMITTED.';
  END IF;
  LOOP
    SELECT * INTO answer FROM ${request} AS r WHERE r.id = request;
    IF NOT FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'no_data_found', MESSAGE = format('there is no request %s', request);
    ELSIF answer.state <> 'open' OR clock_timestamp() >= until THEN
      RETURN answer.state;
    ELSIF EXISTS (SELECT FROM ${request} AS r WHERE r.id = request AND r.xmin = pg_current_xact_id_if_assigned()::xid) THEN
      RAISE EXCEPTION USING ERRCODE = 'invalid_transaction_state',
        MESSAGE = format('request %s is not committed, so nobody can answer it', request),
        HINT = 'Commit the request, and wait in another transaction.';
    END IF;
    PERFORM pg_sleep(pause);
    pause := least(pause * 1.5, 0.5);
  END LOOP;
END`
  return [
    sql`CREATE FUNCTION ${state}(request bigint)
RETURNS TABLE (state text, service text, sqlstate text, constraint_name text, relation text, message text, detail text)
LANGUAGE sql STABLE ${asDefiner}
BEGIN ATOMIC
  SELECT r.state, r.refusal ->> 'service', r.refusal ->> 'sqlstate', r.refusal ->> 'constraint',
         r.refusal ->> 'relation', r.refusal ->> 'message', r.refusal ->> 'detail'
    FROM ${request} AS r WHERE r.id = request;
END`,
    sql`COMMENT ON FUNCTION ${state}(bigint) IS 'What became of a request: open, released, gone, or refused with who refused and why'`,
    sql`CREATE FUNCTION ${wait}(request bigint, patience interval DEFAULT '1 minute') RETURNS text
LANGUAGE plpgsql ${asDefiner} AS ${dollarQuoted(body)}`,
    sql`COMMENT ON FUNCTION ${wait}(bigint, interval) IS 'Waits for the answer to a request, and tells its state; open: patience ended first'`,
    sql`GRANT EXECUTE ON FUNCTION ${state}(bigint), ${wait}(bigint, interval) TO ${home.serviceRole}, ${home.runtimeRole}`,
  ]
}
