-- Service playwrights: what stands in the place of foreign keys to and from other services.
-- To be applied by an administrator, after cluster/roles.sql.

BEGIN;

-- The schema of all that stands here in the place of foreign keys. playwrights_split_owner owns it;
-- playwrights reaches it through functions, playwrights_split_runtime (relay and consumer) as far as they must.

CREATE SCHEMA fountain_split AUTHORIZATION playwrights_split_owner;

COMMENT ON SCHEMA fountain_split IS 'What replaces foreign keys between services (fountain-split); not to be written to by hand';

ALTER DEFAULT PRIVILEGES FOR ROLE playwrights_split_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

GRANT USAGE ON SCHEMA fountain_split TO playwrights, playwrights_split_runtime;

SET ROLE playwrights_split_owner;

CREATE TABLE fountain_split.service_state (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  service text NOT NULL,
  epoch bigint NOT NULL DEFAULT 1,
  mark bigint NOT NULL DEFAULT 0,
  waiting_relays text[] NOT NULL DEFAULT '{}'
);

INSERT INTO fountain_split.service_state (service) VALUES ('playwrights');

CREATE SEQUENCE fountain_split.version CACHE 1;

GRANT SELECT, UPDATE (mark, waiting_relays) ON fountain_split.service_state TO playwrights_split_runtime;

GRANT SELECT ON fountain_split.version TO playwrights_split_runtime;

RESET ROLE;

-- What is told to other services, until the relay has it.

SET ROLE playwrights_split_owner;

CREATE TABLE fountain_split.outbox (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  aggregatetype text NOT NULL,
  aggregateid text NOT NULL,
  type text NOT NULL,
  payload jsonb NOT NULL,
  tracingspancontext text,
  transaction xid8 NOT NULL,
  statement integer NOT NULL,
  epoch bigint NOT NULL,
  incarnation bigint NOT NULL,
  version bigint NOT NULL,
  previous bigint NOT NULL,
  written timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (transaction, version)
);

COMMENT ON TABLE fountain_split.outbox IS 'Events of referenced keys, to be relayed: one row a key, in transactions, statements and versions';

CREATE TABLE fountain_split.relay_position (
  relay text PRIMARY KEY,
  epoch bigint NOT NULL,
  below xid8 NOT NULL
);

CREATE FUNCTION fountain_split.begin_epoch() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  DELETE FROM fountain_split.relay_position;
  UPDATE fountain_split.service_state SET epoch = epoch + 1 RETURNING epoch;
END;

COMMENT ON FUNCTION fountain_split.begin_epoch() IS 'To be called once after this database was restored: what was forgotten is then told apart, and reconcile can mend it';

GRANT SELECT, DELETE, UPDATE (id) ON fountain_split.outbox TO playwrights_split_runtime;

GRANT SELECT, INSERT, UPDATE ON fountain_split.relay_position TO playwrights_split_runtime;

RESET ROLE;

SET ROLE playwrights_split_owner;

CREATE FUNCTION fountain_split.statement_begins() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  depth int := coalesce(nullif(current_setting('fountain_split.depth', true), ''), '0')::int;
BEGIN
  IF depth = 0 THEN
    PERFORM set_config('fountain_split.statement', (coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int + 1)::text, true);
  END IF;
  PERFORM set_config('fountain_split.depth', (depth + 1)::text, true);
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.statement_ends() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  PERFORM set_config('fountain_split.depth', greatest(coalesce(nullif(current_setting('fountain_split.depth', true), ''), '0')::int - 1, 0)::text, true);
  -- Once somebody listens, a notification per statement costs a third of all writes: only a relay that waits is woken.
  IF (SELECT waiting_relays <> '{}' FROM fountain_split.service_state) THEN
    PERFORM pg_notify('fountain_split', 'fountain_split');
  END IF;
  RETURN NULL;
END
$body$;

RESET ROLE;

-- Releases: keys that somebody wants to go, attempts, votes and what was answered; the worker brings them forward.

SET ROLE playwrights_split_owner;

CREATE TABLE fountain_split.release_request (
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
);

COMMENT ON TABLE fountain_split.release_request IS 'Keys of this service that somebody wants to go, and the answer: gone is a key that was not there; refusal says who refused and why';

CREATE UNIQUE INDEX release_request_open ON fountain_split.release_request (aggregate, subject) WHERE state = 'open';

CREATE TABLE fountain_split.release_attempt (
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
  request bigint REFERENCES fountain_split.release_request ON DELETE SET NULL,
  begun timestamptz NOT NULL DEFAULT now(),
  said timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (aggregate, subject)
);

COMMENT ON TABLE fountain_split.release_attempt IS 'The newest attempt to release each key of this service; from decided on there is only forward';

CREATE INDEX ON fountain_split.release_attempt (phase) WHERE phase IN ('asking', 'granted', 'decided', 'aborting');

CREATE INDEX ON fountain_split.release_attempt (release);

CREATE TABLE fountain_split.release_vote (
  aggregate text NOT NULL,
  subject text NOT NULL,
  voter text NOT NULL,
  vote text NOT NULL CHECK (vote IN ('asked', 'yes')),
  acts boolean NOT NULL,
  settled boolean NOT NULL,
  PRIMARY KEY (aggregate, subject, voter),
  FOREIGN KEY (aggregate, subject) REFERENCES fountain_split.release_attempt ON DELETE CASCADE
);

COMMENT ON TABLE fountain_split.release_vote IS 'Votes of other services in the newest attempt; settled: the key is open again there, or the action was done';

CREATE TABLE fountain_split.release_ballot (
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
);

CREATE INDEX ON fountain_split.release_ballot ((ask ->> 'id'));

COMMENT ON TABLE fountain_split.release_ballot IS 'What this service was asked last about each key of another one, and what it answered';

CREATE TABLE fountain_split.release_mark (
  aggregate text PRIMARY KEY,
  attempt bigint NOT NULL
);

COMMENT ON TABLE fountain_split.release_mark IS 'The newest attempt whose ballot was removed when it was old: what is not newer is over';

CREATE TABLE fountain_split.release_message (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  letter jsonb NOT NULL,
  arrived timestamptz NOT NULL DEFAULT now()
);

CREATE UNLOGGED TABLE fountain_split.release_trial (
  transaction xid8 NOT NULL,
  aggregate text,
  subject text,
  key jsonb,
  version bigint
);

COMMENT ON TABLE fountain_split.release_trial IS 'What transactions find that only try what a release would do; it is taken back with the rest, so nobody ever sees a row here';

CREATE SEQUENCE fountain_split.release_number CACHE 1;

GRANT SELECT, INSERT, UPDATE, DELETE ON fountain_split.release_request, fountain_split.release_attempt, fountain_split.release_vote, fountain_split.release_ballot, fountain_split.release_mark, fountain_split.release_message TO playwrights_split_runtime;

GRANT USAGE ON SEQUENCE fountain_split.release_number TO playwrights_split_runtime;

CREATE FUNCTION fountain_split.release_state(request bigint)
RETURNS TABLE (state text, service text, sqlstate text, constraint_name text, relation text, message text, detail text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT r.state, r.refusal ->> 'service', r.refusal ->> 'sqlstate', r.refusal ->> 'constraint',
         r.refusal ->> 'relation', r.refusal ->> 'message', r.refusal ->> 'detail'
    FROM fountain_split.release_request AS r WHERE r.id = request;
END;

COMMENT ON FUNCTION fountain_split.release_state(bigint) IS 'What became of a request: open, released, gone, or refused with who refused and why';

CREATE FUNCTION fountain_split.wait_for_release(request bigint, patience interval DEFAULT '1 minute') RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  until timestamptz := clock_timestamp() + patience;
  pause float := 0.02;
  answer fountain_split.release_request%ROWTYPE;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_transaction_state',
      MESSAGE = 'an answer is never seen in a transaction that sees one moment only',
      HINT = 'Wait in READ COMMITTED.';
  END IF;
  LOOP
    SELECT * INTO answer FROM fountain_split.release_request AS r WHERE r.id = request;
    IF NOT FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'no_data_found', MESSAGE = format('there is no request %s', request);
    ELSIF answer.state <> 'open' OR clock_timestamp() >= until THEN
      RETURN answer.state;
    ELSIF EXISTS (SELECT FROM fountain_split.release_request AS r WHERE r.id = request AND r.xmin = pg_current_xact_id_if_assigned()::xid) THEN
      RAISE EXCEPTION USING ERRCODE = 'invalid_transaction_state',
        MESSAGE = format('request %s is not committed, so nobody can answer it', request),
        HINT = 'Commit the request, and wait in another transaction.';
    END IF;
    PERFORM pg_sleep(pause);
    pause := least(pause * 1.5, 0.5);
  END LOOP;
END
$body$;

COMMENT ON FUNCTION fountain_split.wait_for_release(bigint, interval) IS 'Waits for the answer to a request, and tells its state; open: patience ended first';

GRANT EXECUTE ON FUNCTION fountain_split.release_state(bigint), fountain_split.wait_for_release(bigint, interval) TO playwrights, playwrights_split_runtime;

RESET ROLE;

-- Sagas: what is made together with other services, step by step; the worker of src/operations.ts brings it forward.

SET ROLE playwrights_split_owner;

CREATE TABLE fountain_split.saga_run (
  saga text NOT NULL,
  instance text NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'refused')),
  data jsonb NOT NULL,
  refusal jsonb,
  begun timestamptz NOT NULL DEFAULT now(),
  ended timestamptz,
  PRIMARY KEY (saga, instance)
);

COMMENT ON TABLE fountain_split.saga_run IS 'Sagas that were begun here, and what became of them; refusal says which step refused and why';

CREATE TABLE fountain_split.saga_step (
  saga text NOT NULL,
  instance text NOT NULL,
  step text NOT NULL,
  state text NOT NULL CHECK (state IN ('done', 'refused', 'undone')),
  data jsonb NOT NULL,
  refusal jsonb,
  changed timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (saga, instance, step)
);

COMMENT ON TABLE fountain_split.saga_step IS 'What was done here of each saga: a step is done, and taken back, once';

CREATE TABLE fountain_split.saga_message (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  goes_to text,
  letter jsonb NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  written timestamptz NOT NULL DEFAULT now(),
  due timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE fountain_split.saga_message IS 'What came for sagas, and what is to go to another service: written in the transaction that it tells of';

GRANT SELECT, INSERT, UPDATE, DELETE ON fountain_split.saga_run, fountain_split.saga_step, fountain_split.saga_message TO playwrights;

GRANT INSERT (letter) ON fountain_split.saga_message TO playwrights_split_runtime;

RESET ROLE;

-- The register of "playwrights-schema".playwright(author_id): which keys there are and were. scripts-schema.script refer to it.

SET ROLE playwrights_split_owner;

CREATE TABLE fountain_split.playwright_author_id_register (
  key1 integer NOT NULL,
  incarnation bigint NOT NULL,
  version bigint NOT NULL,
  previous bigint NOT NULL DEFAULT 0,
  alive boolean NOT NULL,
  closing bigint,
  decided boolean NOT NULL DEFAULT false,
  transaction xid8,
  statement integer,
  disputed boolean NOT NULL DEFAULT false,
  PRIMARY KEY (key1)
);

CREATE INDEX ON fountain_split.playwright_author_id_register (closing) WHERE closing IS NOT NULL;

COMMENT ON TABLE fountain_split.playwright_author_id_register IS 'Key register: incarnation is the version at the key''s insert; a dead key is a tombstone; closing is the attempt of a release';

GRANT SELECT ON fountain_split.playwright_author_id_register TO playwrights_split_runtime;

RESET ROLE;

-- What happens to "playwrights-schema".playwright(author_id) is told in the transaction in which it happens:
-- created and deleted and changed keys are told.

GRANT USAGE ON SCHEMA "playwrights-schema" TO playwrights_split_owner;

GRANT SELECT ON "playwrights-schema".playwright TO playwrights_split_owner;

SET ROLE playwrights_split_owner;

CREATE FUNCTION fountain_split.playwright_author_id_created() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
  disputes boolean;
BEGIN
  WITH told AS (
    SELECT t.author_id AS key1, nextval('fountain_split.version') AS version FROM changed_rows AS t
  ), registered AS (
    INSERT INTO fountain_split.playwright_author_id_register AS r (key1, incarnation, version, alive, transaction, statement)
    SELECT key1, version, version, true, this_transaction, this_statement FROM told
    ON CONFLICT (key1) DO UPDATE SET
      key1 = excluded.key1,
      incarnation = excluded.version,
      version = excluded.version,
      previous = r.version,
      alive = true,
      closing = NULL,
      decided = false,
      transaction = excluded.transaction,
      statement = excluded.statement,
      disputed = (r.transaction, r.statement) IS NOT DISTINCT FROM (excluded.transaction, excluded.statement)
    RETURNING key1, incarnation, version, previous, disputed
  ), published AS (
    INSERT INTO fountain_split.outbox (aggregatetype, aggregateid, type, payload, tracingspancontext, transaction, statement, epoch, incarnation, version, previous)
    SELECT 'playwrights.playwright_author_id', key1::text, 'playwrights.playwright_author_id.created',
           jsonb_build_object('key', jsonb_build_object('author_id', key1)),
           'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
           this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
      FROM registered
  )
  SELECT bool_or(disputed) INTO disputes FROM registered;
  IF disputes THEN
    PERFORM fountain_split.playwright_author_id_settle();
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.playwright_author_id_deleted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
  disputes boolean;
BEGIN
  WITH told AS (
    SELECT t.author_id AS key1, nextval('fountain_split.version') AS version FROM changed_rows AS t
  ), registered AS (
    INSERT INTO fountain_split.playwright_author_id_register AS r (key1, incarnation, version, alive, transaction, statement)
    SELECT key1, version, version, false, this_transaction, this_statement FROM told
    ON CONFLICT (key1) DO UPDATE SET
      version = excluded.version,
      previous = r.version,
      alive = false,
      closing = NULL,
      decided = false,
      transaction = excluded.transaction,
      statement = excluded.statement,
      disputed = (r.transaction, r.statement) IS NOT DISTINCT FROM (excluded.transaction, excluded.statement)
    RETURNING key1, incarnation, version, previous, disputed
  ), published AS (
    INSERT INTO fountain_split.outbox (aggregatetype, aggregateid, type, payload, tracingspancontext, transaction, statement, epoch, incarnation, version, previous)
    SELECT 'playwrights.playwright_author_id', key1::text, 'playwrights.playwright_author_id.deleted',
           jsonb_build_object('key', jsonb_build_object('author_id', key1)),
           'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
           this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
      FROM registered
  )
  SELECT bool_or(disputed) INTO disputes FROM registered;
  IF disputes THEN
    PERFORM fountain_split.playwright_author_id_settle();
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.playwright_author_id_settle() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
BEGIN
  WITH settled AS (
    UPDATE fountain_split.playwright_author_id_register AS r
       SET alive = NOT r.alive, previous = r.version, version = s.next, incarnation = CASE WHEN r.alive THEN r.incarnation ELSE s.next END
      FROM (
        SELECT s.key1, nextval('fountain_split.version') AS next
          FROM fountain_split.playwright_author_id_register AS s
         WHERE s.disputed AND s.transaction = this_transaction AND s.statement = this_statement
           AND s.alive IS DISTINCT FROM EXISTS (
                 SELECT FROM "playwrights-schema".playwright AS t WHERE t.author_id = s.key1
               )
      ) AS s
     WHERE r.key1 = s.key1
    RETURNING r.key1, r.alive, r.incarnation, r.version, r.previous
  )
  INSERT INTO fountain_split.outbox (aggregatetype, aggregateid, type, payload, tracingspancontext, transaction, statement, epoch, incarnation, version, previous)
  SELECT 'playwrights.playwright_author_id', key1::text, CASE WHEN alive THEN 'playwrights.playwright_author_id.created' ELSE 'playwrights.playwright_author_id.deleted' END,
         jsonb_build_object('key', jsonb_build_object('author_id', key1), 'settles', true),
         'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
         this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
    FROM settled;
END
$body$;

CREATE FUNCTION fountain_split.playwright_author_id_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
  disputes boolean := false;
  old_version bigint;
  new_version bigint;
BEGIN
  old_version := CASE WHEN OLD.author_id IS NOT NULL THEN nextval('fountain_split.version') END;
  new_version := CASE WHEN NEW.author_id IS NOT NULL THEN nextval('fountain_split.version') END;
  IF old_version IS NOT NULL THEN
    WITH registered AS (
      INSERT INTO fountain_split.playwright_author_id_register AS r (key1, incarnation, version, alive, transaction, statement)
      SELECT OLD.author_id, version, version, false, this_transaction, this_statement FROM (SELECT old_version AS version) AS v
      ON CONFLICT (key1) DO UPDATE SET
        version = excluded.version,
        previous = r.version,
        alive = false,
        closing = NULL,
        decided = false,
        transaction = excluded.transaction,
        statement = excluded.statement,
        disputed = (r.transaction, r.statement) IS NOT DISTINCT FROM (excluded.transaction, excluded.statement)
      RETURNING key1, incarnation, version, previous, disputed
    ), published AS (
      INSERT INTO fountain_split.outbox (aggregatetype, aggregateid, type, payload, tracingspancontext, transaction, statement, epoch, incarnation, version, previous)
      SELECT 'playwrights.playwright_author_id', OLD.author_id::text, 'playwrights.playwright_author_id.key-changed',
             jsonb_build_object('key', jsonb_build_object('author_id', OLD.author_id), 'successor', jsonb_build_object('author_id', NEW.author_id), 'successorVersion', new_version),
             'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
             this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
        FROM registered
    )
    SELECT disputes OR disputed INTO disputes FROM registered;
  END IF;
  IF new_version IS NOT NULL THEN
    WITH registered AS (
      INSERT INTO fountain_split.playwright_author_id_register AS r (key1, incarnation, version, alive, transaction, statement)
      SELECT NEW.author_id, version, version, true, this_transaction, this_statement FROM (SELECT new_version AS version) AS v
      ON CONFLICT (key1) DO UPDATE SET
        key1 = excluded.key1,
        incarnation = excluded.version,
        version = excluded.version,
        previous = r.version,
        alive = true,
        closing = NULL,
        decided = false,
        transaction = excluded.transaction,
        statement = excluded.statement,
        disputed = (r.transaction, r.statement) IS NOT DISTINCT FROM (excluded.transaction, excluded.statement)
      RETURNING key1, incarnation, version, previous, disputed
    ), published AS (
      INSERT INTO fountain_split.outbox (aggregatetype, aggregateid, type, payload, tracingspancontext, transaction, statement, epoch, incarnation, version, previous)
      SELECT 'playwrights.playwright_author_id', NEW.author_id::text, 'playwrights.playwright_author_id.created',
             jsonb_build_object('key', jsonb_build_object('author_id', NEW.author_id), 'predecessorVersion', old_version),
             'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
             this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
        FROM registered
    )
    SELECT disputes OR disputed INTO disputes FROM registered;
  END IF;
  IF disputes THEN
    PERFORM fountain_split.playwright_author_id_settle();
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.playwright_author_id_truncate_refused() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'feature_not_supported',
    MESSAGE = 'cannot truncate a table referenced in a foreign key constraint',
    DETAIL = 'Tables of other services ("scripts-schema.script") reference "playwright".',
    HINT = 'Use DELETE, which other services are told of.';
END
$body$;

RESET ROLE;

CREATE TRIGGER "!fountain_split_begin"
  BEFORE INSERT OR DELETE OR UPDATE OF author_id ON "playwrights-schema".playwright
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.statement_begins();

CREATE TRIGGER "~fountain_split_2_end"
  AFTER INSERT OR DELETE OR UPDATE OF author_id ON "playwrights-schema".playwright
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.statement_ends();

CREATE TRIGGER "~fountain_split_1_playwright_author_id_created"
  AFTER INSERT ON "playwrights-schema".playwright REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.playwright_author_id_created();

CREATE TRIGGER "~fountain_split_1_playwright_author_id_deleted"
  AFTER DELETE ON "playwrights-schema".playwright REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.playwright_author_id_deleted();

CREATE TRIGGER "~fountain_split_1_playwright_author_id_changed"
  AFTER UPDATE ON "playwrights-schema".playwright
  FOR EACH ROW WHEN (OLD.author_id IS DISTINCT FROM NEW.author_id)
  EXECUTE FUNCTION fountain_split.playwright_author_id_changed();

CREATE TRIGGER "~fountain_split_truncate"
  BEFORE TRUNCATE ON "playwrights-schema".playwright
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.playwright_author_id_truncate_refused();

INSERT INTO fountain_split.playwright_author_id_register (key1, incarnation, version, alive)
SELECT k.key1, k.version, k.version, true
  FROM (
    SELECT r.author_id AS key1, nextval('fountain_split.version') AS version FROM "playwrights-schema".playwright AS r
     WHERE r.author_id IS NOT NULL
  ) AS k
ON CONFLICT DO NOTHING;

-- A row of "playwrights-schema".playwright(author_id) goes only when its key was released: the services vote that keep
--   script_author_id_fkey on "scripts-schema".script (scripts)
-- A DELETE by hand is refused in the name of the first, also where nothing refers to the row.

SET ROLE playwrights_split_owner;

CREATE FUNCTION fountain_split.playwright_author_id_request_release(key1 integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
DECLARE
  request bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM fountain_split.playwright_author_id_register AS r WHERE r.key1 = playwright_author_id_request_release.key1 AND r.alive) THEN
    INSERT INTO fountain_split.release_request (aggregate, subject, key, state, answered) VALUES ('playwrights.playwright_author_id', playwright_author_id_request_release.key1::text, jsonb_build_object('author_id', playwright_author_id_request_release.key1), 'gone', now()) RETURNING id INTO request;
    RETURN request;
  END IF;
  -- Who asks for what is asked for already hears the same answer.
  WHILE request IS NULL LOOP
    INSERT INTO fountain_split.release_request (aggregate, subject, key) VALUES ('playwrights.playwright_author_id', playwright_author_id_request_release.key1::text, jsonb_build_object('author_id', playwright_author_id_request_release.key1)) ON CONFLICT DO NOTHING RETURNING id INTO request;
    IF request IS NULL THEN
      SELECT r.id INTO request FROM fountain_split.release_request AS r WHERE r.aggregate = 'playwrights.playwright_author_id' AND r.subject = playwright_author_id_request_release.key1::text AND r.state = 'open';
    END IF;
  END LOOP;
  PERFORM pg_notify('fountain_split_release', '');
  RETURN request;
END
$body$;

COMMENT ON FUNCTION fountain_split.playwright_author_id_request_release(integer) IS 'Asks for a key to go; returns the request, for release_state and wait_for_release once it is committed';

CREATE FUNCTION fountain_split.playwright_author_id_hold_release(key1 integer, attempt bigint) RETURNS TABLE (version bigint, epoch bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
SELECT FROM fountain_split.playwright_author_id_register AS r WHERE r.key1 = playwright_author_id_hold_release.key1 AND r.alive AND r.closing IS NULL FOR UPDATE;
WITH held AS (
  UPDATE fountain_split.playwright_author_id_register AS r SET closing = playwright_author_id_hold_release.attempt
   WHERE r.key1 = playwright_author_id_hold_release.key1 AND r.alive AND r.closing IS NULL
  RETURNING r.version
)
SELECT h.version, s.epoch
  FROM fountain_split.service_state AS s, (
    SELECT version FROM held
    UNION ALL
    SELECT NULL FROM fountain_split.playwright_author_id_register AS r WHERE r.key1 = playwright_author_id_hold_release.key1 AND r.alive AND r.closing IS NOT NULL
  ) AS h (version)
$body$;

CREATE FUNCTION fountain_split.playwright_author_id_reopen_release(key1 integer, attempt bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.playwright_author_id_register AS r SET closing = NULL, decided = false
 WHERE r.key1 = playwright_author_id_reopen_release.key1 AND r.closing = playwright_author_id_reopen_release.attempt
$body$;

CREATE FUNCTION fountain_split.playwright_author_id_decide_release(key1 integer, attempt bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.playwright_author_id_register AS r SET decided = true
 WHERE r.key1 = playwright_author_id_decide_release.key1 AND r.closing = playwright_author_id_decide_release.attempt
$body$;

CREATE FUNCTION fountain_split.playwright_author_id_delete_unreleased() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  kept record;
BEGIN
  SELECT t.* INTO kept FROM changed_rows AS t
   WHERE NOT EXISTS (
     SELECT FROM fountain_split.playwright_author_id_register AS r WHERE r.key1 = t.author_id AND r.decided
   ) LIMIT 1;
  IF FOUND THEN
    IF EXISTS (SELECT FROM fountain_split.release_trial AS t WHERE t.transaction = pg_current_xact_id()) THEN
      INSERT INTO fountain_split.release_trial (transaction, aggregate, subject, key, version)
      SELECT pg_current_xact_id(), 'playwrights.playwright_author_id', t.author_id::text, jsonb_build_object('author_id', t.author_id), r.version
        FROM changed_rows AS t JOIN fountain_split.playwright_author_id_register AS r ON r.key1 = t.author_id AND r.alive AND NOT r.decided;
      RETURN NULL;
    END IF;
    RAISE EXCEPTION USING
      ERRCODE = CASE WHEN current_setting('server_version_num')::int >= 180000 THEN '23001' ELSE '23503' END,
      MESSAGE = 'update or delete on table "playwright" violates foreign key constraint "script_author_id_fkey" on table "script"',
      DETAIL = format('Key (author_id)=(%s) may be referenced from table "script" of service scripts.', concat_ws(', ', kept.author_id::text)),
      HINT = format('Ask for its release: CALL fountain_split.playwright_author_id_release(%s)', concat_ws(', ', quote_literal(kept.author_id::text))),
      SCHEMA = 'scripts-schema',
      TABLE = 'script',
      CONSTRAINT = 'script_author_id_fkey';
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.playwright_author_id_change_waits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  closing bigint;
BEGIN
  SELECT r.closing INTO closing FROM fountain_split.playwright_author_id_register AS r WHERE r.key1 = OLD.author_id FOR NO KEY UPDATE;
  IF closing IS NOT NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_in_use',
      MESSAGE = 'a key of "playwright" cannot change while its release is voted on',
      HINT = 'Try again when the release is over.';
  END IF;
  RETURN NEW;
END
$body$;

GRANT EXECUTE ON FUNCTION fountain_split.playwright_author_id_request_release(integer) TO playwrights, playwrights_split_runtime;

GRANT EXECUTE ON FUNCTION fountain_split.playwright_author_id_hold_release(integer, bigint), fountain_split.playwright_author_id_reopen_release(integer, bigint), fountain_split.playwright_author_id_decide_release(integer, bigint) TO playwrights_split_runtime;

CREATE PROCEDURE fountain_split.playwright_author_id_release(key1 integer, patience interval DEFAULT '1 minute')
LANGUAGE plpgsql AS $body$
DECLARE
  request bigint := fountain_split.playwright_author_id_request_release(key1);
  answer record;
BEGIN
  COMMIT;
  PERFORM fountain_split.wait_for_release(request, patience);
  SELECT * INTO answer FROM fountain_split.release_state(request);
  IF answer.state = 'open' THEN
    RAISE EXCEPTION USING ERRCODE = 'lock_not_available',
      MESSAGE = 'the services that vote have not all answered yet',
      HINT = format('Request %s goes on: SELECT * FROM fountain_split.release_state(%s)', request, request);
  ELSIF answer.state = 'refused' THEN
    RAISE EXCEPTION USING ERRCODE = coalesce(answer.sqlstate, 'lock_not_available'), MESSAGE = answer.message,
      DETAIL = concat_ws(' ', answer.detail, format('Refused by service %s.', answer.service)),
      CONSTRAINT = coalesce(answer.constraint_name, ''), TABLE = coalesce(answer.relation, '');
  END IF;
END
$body$;

COMMENT ON PROCEDURE fountain_split.playwright_author_id_release(integer, interval) IS 'Asks for a key to go, and waits for the answer; outside of a transaction block';

GRANT EXECUTE ON PROCEDURE fountain_split.playwright_author_id_release(integer, interval) TO playwrights;

RESET ROLE;

CREATE FUNCTION fountain_split.playwright_author_id_remove_released(key1 integer, attempt bigint, only_try boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
DECLARE
  own jsonb;
  state text;
  text text;
  more text;
  named text;
  of_schema text;
  of_table text;
BEGIN
  IF playwright_author_id_remove_released.only_try THEN
    INSERT INTO fountain_split.release_trial (transaction) VALUES (pg_current_xact_id());
  END IF;
  UPDATE fountain_split.playwright_author_id_register AS r SET decided = true WHERE r.key1 = playwright_author_id_remove_released.key1 AND r.closing = playwright_author_id_remove_released.attempt;
  DELETE FROM "playwrights-schema".playwright AS t WHERE t.author_id = playwright_author_id_remove_released.key1;
  SET CONSTRAINTS ALL IMMEDIATE;
  IF EXISTS (SELECT FROM "playwrights-schema".playwright AS t WHERE t.author_id = playwright_author_id_remove_released.key1) THEN
    RAISE EXCEPTION USING MESSAGE = 'a rule or a trigger keeps the row of "playwright"';
  END IF;
  IF playwright_author_id_remove_released.only_try THEN
    SELECT coalesce(jsonb_agg(to_jsonb(t) - 'transaction' ORDER BY t.aggregate, t.subject), '[]') INTO own
      FROM fountain_split.release_trial AS t WHERE t.transaction = pg_current_xact_id() AND t.aggregate IS NOT NULL;
    RAISE EXCEPTION USING ERRCODE = 'FSTRY', MESSAGE = 'only tried';
  END IF;
  RETURN '{}'::jsonb;
EXCEPTION WHEN OTHERS THEN
  IF SQLSTATE ~ '^(40|53|55|57|58|XX)' THEN
    RAISE;
  END IF;
  GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, text = MESSAGE_TEXT, more = PG_EXCEPTION_DETAIL, named = CONSTRAINT_NAME, of_schema = SCHEMA_NAME, of_table = TABLE_NAME;
  RETURN CASE WHEN state = 'FSTRY' THEN jsonb_build_object('own', own) ELSE jsonb_build_object('refusal', jsonb_strip_nulls(jsonb_build_object(
      'sqlstate', state, 'message', text, 'detail', nullif(more, ''), 'constraint', nullif(named, ''),
      'relation', nullif(concat_ws('.', nullif(of_schema, ''), nullif(of_table, '')), '')
    ))) END;
END
$body$;

REVOKE EXECUTE ON FUNCTION fountain_split.playwright_author_id_remove_released(integer, bigint, boolean) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION fountain_split.playwright_author_id_remove_released(integer, bigint, boolean) TO playwrights_split_runtime;

CREATE TRIGGER "~fountain_split_1_playwright_author_id_delete_unreleased"
  AFTER DELETE ON "playwrights-schema".playwright REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.playwright_author_id_delete_unreleased();

SET ROLE playwrights_split_owner;

RESET ROLE;

CREATE TRIGGER "~fountain_split_1_playwright_author_id_change_waits"
  BEFORE UPDATE ON "playwrights-schema".playwright
  FOR EACH ROW WHEN (OLD.author_id IS DISTINCT FROM NEW.author_id)
  EXECUTE FUNCTION fountain_split.playwright_author_id_change_waits();

COMMIT;
