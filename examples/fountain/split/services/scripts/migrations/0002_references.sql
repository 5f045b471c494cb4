-- Service scripts: what stands in the place of foreign keys to and from other services.
-- To be applied by an administrator, after cluster/roles.sql.

BEGIN;

-- The schema of all that stands here in the place of foreign keys. scripts_split_owner owns it;
-- scripts reaches it through functions, scripts_split_runtime (relay and consumer) as far as they must.

CREATE SCHEMA fountain_split AUTHORIZATION scripts_split_owner;

COMMENT ON SCHEMA fountain_split IS 'What replaces foreign keys between services (fountain-split); not to be written to by hand';

ALTER DEFAULT PRIVILEGES FOR ROLE scripts_split_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

GRANT USAGE ON SCHEMA fountain_split TO scripts, scripts_split_runtime;

SET ROLE scripts_split_owner;

CREATE TABLE fountain_split.service_state (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  service text NOT NULL,
  epoch bigint NOT NULL DEFAULT 1,
  mark bigint NOT NULL DEFAULT 0,
  waiting_relays text[] NOT NULL DEFAULT '{}'
);

INSERT INTO fountain_split.service_state (service) VALUES ('scripts');

CREATE SEQUENCE fountain_split.version CACHE 1;

GRANT SELECT, UPDATE (mark, waiting_relays) ON fountain_split.service_state TO scripts_split_runtime;

GRANT SELECT ON fountain_split.version TO scripts_split_runtime;

RESET ROLE;

-- What is told to other services, until the relay has it.

SET ROLE scripts_split_owner;

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

GRANT SELECT, DELETE, UPDATE (id) ON fountain_split.outbox TO scripts_split_runtime;

GRANT SELECT, INSERT, UPDATE ON fountain_split.relay_position TO scripts_split_runtime;

RESET ROLE;

SET ROLE scripts_split_owner;

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

-- What other services tell, until the consumer has applied it.

SET ROLE scripts_split_owner;

CREATE TABLE fountain_split.inbox (
  source text NOT NULL,
  epoch bigint NOT NULL,
  version bigint NOT NULL,
  transaction text NOT NULL,
  envelope json NOT NULL,
  state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'waiting', 'parked')),
  attempts integer NOT NULL DEFAULT 0,
  error text,
  arrived timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (epoch, version, source)
);

CREATE INDEX ON fountain_split.inbox (source, epoch, transaction);

CREATE INDEX ON fountain_split.inbox (epoch, version) WHERE state = 'waiting';

CREATE TABLE fountain_split.applied (
  source text NOT NULL,
  epoch bigint NOT NULL,
  transaction text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (source, epoch, transaction)
);

CREATE TABLE fountain_split.source (
  service text PRIMARY KEY,
  epoch bigint NOT NULL DEFAULT 0,
  mark bigint NOT NULL DEFAULT 0,
  told_epoch bigint NOT NULL DEFAULT 0,
  told bigint NOT NULL DEFAULT 0,
  running boolean NOT NULL DEFAULT false
);

CREATE TABLE fountain_split.replica (
  name text PRIMARY KEY,
  source text NOT NULL,
  filled timestamptz,
  checked timestamptz
);

GRANT SELECT, INSERT, UPDATE, DELETE ON fountain_split.inbox, fountain_split.applied TO scripts_split_runtime;

GRANT SELECT, UPDATE (filled, checked) ON fountain_split.replica TO scripts_split_runtime;

GRANT SELECT, INSERT, UPDATE ON fountain_split.source TO scripts_split_runtime;

RESET ROLE;

-- Releases: keys that somebody wants to go, attempts, votes and what was answered; the worker brings them forward.

SET ROLE scripts_split_owner;

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

GRANT SELECT, INSERT, UPDATE, DELETE ON fountain_split.release_request, fountain_split.release_attempt, fountain_split.release_vote, fountain_split.release_ballot, fountain_split.release_mark, fountain_split.release_message TO scripts_split_runtime;

GRANT USAGE ON SEQUENCE fountain_split.release_number TO scripts_split_runtime;

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

GRANT EXECUTE ON FUNCTION fountain_split.release_state(bigint), fountain_split.wait_for_release(bigint, interval) TO scripts, scripts_split_runtime;

RESET ROLE;

-- Sagas: what is made together with other services, step by step; the worker of src/operations.ts brings it forward.

SET ROLE scripts_split_owner;

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

GRANT SELECT, INSERT, UPDATE, DELETE ON fountain_split.saga_run, fountain_split.saga_step, fountain_split.saga_message TO scripts;

GRANT INSERT (letter) ON fountain_split.saga_message TO scripts_split_runtime;

RESET ROLE;

-- The register of "scripts-schema".script(script_id): which keys there are and were. characters-schema.character, formatting-schema.centeredtext, formatting-schema.formattingrules, formatting-schema.pagebreak, metadata-schema.extendednotesresearch, supporting-schema.note, supporting-schema.revisionhistory, supporting-schema.sectionheading, supporting-schema.titlepage refer to it.

SET ROLE scripts_split_owner;

CREATE TABLE fountain_split.script_script_id_register (
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

CREATE INDEX ON fountain_split.script_script_id_register (closing) WHERE closing IS NOT NULL;

COMMENT ON TABLE fountain_split.script_script_id_register IS 'Key register: incarnation is the version at the key''s insert; a dead key is a tombstone; closing is the attempt of a release';

GRANT SELECT ON fountain_split.script_script_id_register TO scripts_split_runtime;

RESET ROLE;

-- What happens to "scripts-schema".script(script_id) is told in the transaction in which it happens:
-- created and deleted keys are told;
-- a change is refused, also where nothing refers to the key, in the name of
--   character_script_id_fkey on "characters-schema"."character" (characters)
--   centeredtext_script_id_fkey on "formatting-schema".centeredtext (formatting)
--   formattingrules_script_fkey on "formatting-schema".formattingrules (formatting)
--   pagebreak_script_id_fkey on "formatting-schema".pagebreak (formatting)
--   extendednotesresearch_script_id_fkey on "metadata-schema".extendednotesresearch (metadata)
--   note_script_id_fkey on "supporting-schema".note (supporting)
--   revisionhistory_script_fkey on "supporting-schema".revisionhistory (supporting)
--   sectionheading_script_fkey on "supporting-schema".sectionheading (supporting)

GRANT USAGE ON SCHEMA "scripts-schema" TO scripts_split_owner;

GRANT SELECT ON "scripts-schema".script TO scripts_split_owner;

SET ROLE scripts_split_owner;

CREATE FUNCTION fountain_split.script_script_id_created() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
  disputes boolean;
BEGIN
  WITH told AS (
    SELECT t.script_id AS key1, nextval('fountain_split.version') AS version FROM changed_rows AS t
  ), registered AS (
    INSERT INTO fountain_split.script_script_id_register AS r (key1, incarnation, version, alive, transaction, statement)
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
    SELECT 'scripts.script_script_id', key1::text, 'scripts.script_script_id.created',
           jsonb_build_object('key', jsonb_build_object('script_id', key1)),
           'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
           this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
      FROM registered
  )
  SELECT bool_or(disputed) INTO disputes FROM registered;
  IF disputes THEN
    PERFORM fountain_split.script_script_id_settle();
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.script_script_id_deleted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
  disputes boolean;
BEGIN
  WITH told AS (
    SELECT t.script_id AS key1, nextval('fountain_split.version') AS version FROM changed_rows AS t
  ), registered AS (
    INSERT INTO fountain_split.script_script_id_register AS r (key1, incarnation, version, alive, transaction, statement)
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
    SELECT 'scripts.script_script_id', key1::text, 'scripts.script_script_id.deleted',
           jsonb_build_object('key', jsonb_build_object('script_id', key1)),
           'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
           this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
      FROM registered
  )
  SELECT bool_or(disputed) INTO disputes FROM registered;
  IF disputes THEN
    PERFORM fountain_split.script_script_id_settle();
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.script_script_id_settle() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
BEGIN
  WITH settled AS (
    UPDATE fountain_split.script_script_id_register AS r
       SET alive = NOT r.alive, previous = r.version, version = s.next, incarnation = CASE WHEN r.alive THEN r.incarnation ELSE s.next END
      FROM (
        SELECT s.key1, nextval('fountain_split.version') AS next
          FROM fountain_split.script_script_id_register AS s
         WHERE s.disputed AND s.transaction = this_transaction AND s.statement = this_statement
           AND s.alive IS DISTINCT FROM EXISTS (
                 SELECT FROM "scripts-schema".script AS t WHERE t.script_id = s.key1
               )
      ) AS s
     WHERE r.key1 = s.key1
    RETURNING r.key1, r.alive, r.incarnation, r.version, r.previous
  )
  INSERT INTO fountain_split.outbox (aggregatetype, aggregateid, type, payload, tracingspancontext, transaction, statement, epoch, incarnation, version, previous)
  SELECT 'scripts.script_script_id', key1::text, CASE WHEN alive THEN 'scripts.script_script_id.created' ELSE 'scripts.script_script_id.deleted' END,
         jsonb_build_object('key', jsonb_build_object('script_id', key1), 'settles', true),
         'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
         this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
    FROM settled;
END
$body$;

CREATE FUNCTION fountain_split.script_script_id_change_refused() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'foreign_key_violation',
    MESSAGE = 'update or delete on table "script" violates foreign key constraint "character_script_id_fkey" on table "character"',
    DETAIL = 'Key (script_id) may be referenced from table "character" of service characters.',
    HINT = 'Keys that other services refer to cannot be changed; insert a row with the new key instead.',
    SCHEMA = 'characters-schema',
    TABLE = 'character',
    CONSTRAINT = 'character_script_id_fkey';
END
$body$;

CREATE FUNCTION fountain_split.script_script_id_truncate_refused() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'feature_not_supported',
    MESSAGE = 'cannot truncate a table referenced in a foreign key constraint',
    DETAIL = 'Tables of other services ("characters-schema.character", "formatting-schema.centeredtext", "formatting-schema.formattingrules", "formatting-schema.pagebreak", "metadata-schema.extendednotesresearch", "supporting-schema.note", "supporting-schema.revisionhistory", "supporting-schema.sectionheading", "supporting-schema.titlepage") reference "script".',
    HINT = 'Use DELETE, which other services are told of.';
END
$body$;

RESET ROLE;

CREATE TRIGGER "!fountain_split_begin"
  BEFORE INSERT OR DELETE OR UPDATE OF script_id ON "scripts-schema".script
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.statement_begins();

CREATE TRIGGER "~fountain_split_2_end"
  AFTER INSERT OR DELETE OR UPDATE OF script_id ON "scripts-schema".script
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.statement_ends();

CREATE TRIGGER "~fountain_split_1_script_script_id_created"
  AFTER INSERT ON "scripts-schema".script REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.script_script_id_created();

CREATE TRIGGER "~fountain_split_1_script_script_id_deleted"
  AFTER DELETE ON "scripts-schema".script REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.script_script_id_deleted();

CREATE TRIGGER "~fountain_split_1_script_script_id_change_refused"
  AFTER UPDATE ON "scripts-schema".script
  FOR EACH ROW WHEN (OLD.script_id IS DISTINCT FROM NEW.script_id)
  EXECUTE FUNCTION fountain_split.script_script_id_change_refused();

CREATE TRIGGER "~fountain_split_truncate"
  BEFORE TRUNCATE ON "scripts-schema".script
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.script_script_id_truncate_refused();

INSERT INTO fountain_split.script_script_id_register (key1, incarnation, version, alive)
SELECT k.key1, k.version, k.version, true
  FROM (
    SELECT r.script_id AS key1, nextval('fountain_split.version') AS version FROM "scripts-schema".script AS r
     WHERE r.script_id IS NOT NULL
  ) AS k
ON CONFLICT DO NOTHING;

-- A row of "scripts-schema".script(script_id) goes only when its key was released: the services vote that keep
--   character_script_id_fkey on "characters-schema"."character" (characters)
--   formattingrules_script_fkey on "formatting-schema".formattingrules (formatting)
--   revisionhistory_script_fkey on "supporting-schema".revisionhistory (supporting)
-- A DELETE by hand is refused in the name of the first, also where nothing refers to the row.

SET ROLE scripts_split_owner;

CREATE FUNCTION fountain_split.script_script_id_request_release(key1 integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
DECLARE
  request bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM fountain_split.script_script_id_register AS r WHERE r.key1 = script_script_id_request_release.key1 AND r.alive) THEN
    INSERT INTO fountain_split.release_request (aggregate, subject, key, state, answered) VALUES ('scripts.script_script_id', script_script_id_request_release.key1::text, jsonb_build_object('script_id', script_script_id_request_release.key1), 'gone', now()) RETURNING id INTO request;
    RETURN request;
  END IF;
  -- Who asks for what is asked for already hears the same answer.
  WHILE request IS NULL LOOP
    INSERT INTO fountain_split.release_request (aggregate, subject, key) VALUES ('scripts.script_script_id', script_script_id_request_release.key1::text, jsonb_build_object('script_id', script_script_id_request_release.key1)) ON CONFLICT DO NOTHING RETURNING id INTO request;
    IF request IS NULL THEN
      SELECT r.id INTO request FROM fountain_split.release_request AS r WHERE r.aggregate = 'scripts.script_script_id' AND r.subject = script_script_id_request_release.key1::text AND r.state = 'open';
    END IF;
  END LOOP;
  PERFORM pg_notify('fountain_split_release', '');
  RETURN request;
END
$body$;

COMMENT ON FUNCTION fountain_split.script_script_id_request_release(integer) IS 'Asks for a key to go; returns the request, for release_state and wait_for_release once it is committed';

CREATE FUNCTION fountain_split.script_script_id_hold_release(key1 integer, attempt bigint) RETURNS TABLE (version bigint, epoch bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
SELECT FROM fountain_split.script_script_id_register AS r WHERE r.key1 = script_script_id_hold_release.key1 AND r.alive AND r.closing IS NULL FOR UPDATE;
WITH held AS (
  UPDATE fountain_split.script_script_id_register AS r SET closing = script_script_id_hold_release.attempt
   WHERE r.key1 = script_script_id_hold_release.key1 AND r.alive AND r.closing IS NULL
  RETURNING r.version
)
SELECT h.version, s.epoch
  FROM fountain_split.service_state AS s, (
    SELECT version FROM held
    UNION ALL
    SELECT NULL FROM fountain_split.script_script_id_register AS r WHERE r.key1 = script_script_id_hold_release.key1 AND r.alive AND r.closing IS NOT NULL
  ) AS h (version)
$body$;

CREATE FUNCTION fountain_split.script_script_id_reopen_release(key1 integer, attempt bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.script_script_id_register AS r SET closing = NULL, decided = false
 WHERE r.key1 = script_script_id_reopen_release.key1 AND r.closing = script_script_id_reopen_release.attempt
$body$;

CREATE FUNCTION fountain_split.script_script_id_decide_release(key1 integer, attempt bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.script_script_id_register AS r SET decided = true
 WHERE r.key1 = script_script_id_decide_release.key1 AND r.closing = script_script_id_decide_release.attempt
$body$;

CREATE FUNCTION fountain_split.script_script_id_delete_unreleased() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  kept record;
BEGIN
  SELECT t.* INTO kept FROM changed_rows AS t
   WHERE NOT EXISTS (
     SELECT FROM fountain_split.script_script_id_register AS r WHERE r.key1 = t.script_id AND r.decided
   ) LIMIT 1;
  IF FOUND THEN
    IF EXISTS (SELECT FROM fountain_split.release_trial AS t WHERE t.transaction = pg_current_xact_id()) THEN
      INSERT INTO fountain_split.release_trial (transaction, aggregate, subject, key, version)
      SELECT pg_current_xact_id(), 'scripts.script_script_id', t.script_id::text, jsonb_build_object('script_id', t.script_id), r.version
        FROM changed_rows AS t JOIN fountain_split.script_script_id_register AS r ON r.key1 = t.script_id AND r.alive AND NOT r.decided;
      RETURN NULL;
    END IF;
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = 'update or delete on table "script" violates foreign key constraint "character_script_id_fkey" on table "character"',
      DETAIL = format('Key (script_id)=(%s) may be referenced from table "character" of service characters.', concat_ws(', ', kept.script_id::text)),
      HINT = format('Ask for its release: CALL fountain_split.script_script_id_release(%s)', concat_ws(', ', quote_literal(kept.script_id::text))),
      SCHEMA = 'characters-schema',
      TABLE = 'character',
      CONSTRAINT = 'character_script_id_fkey';
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.script_script_id_change_waits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  closing bigint;
BEGIN
  SELECT r.closing INTO closing FROM fountain_split.script_script_id_register AS r WHERE r.key1 = OLD.script_id FOR NO KEY UPDATE;
  IF closing IS NOT NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_in_use',
      MESSAGE = 'a key of "script" cannot change while its release is voted on',
      HINT = 'Try again when the release is over.';
  END IF;
  RETURN NEW;
END
$body$;

GRANT EXECUTE ON FUNCTION fountain_split.script_script_id_request_release(integer) TO scripts, scripts_split_runtime;

GRANT EXECUTE ON FUNCTION fountain_split.script_script_id_hold_release(integer, bigint), fountain_split.script_script_id_reopen_release(integer, bigint), fountain_split.script_script_id_decide_release(integer, bigint) TO scripts_split_runtime;

CREATE PROCEDURE fountain_split.script_script_id_release(key1 integer, patience interval DEFAULT '1 minute')
LANGUAGE plpgsql AS $body$
DECLARE
  request bigint := fountain_split.script_script_id_request_release(key1);
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

COMMENT ON PROCEDURE fountain_split.script_script_id_release(integer, interval) IS 'Asks for a key to go, and waits for the answer; outside of a transaction block';

GRANT EXECUTE ON PROCEDURE fountain_split.script_script_id_release(integer, interval) TO scripts;

RESET ROLE;

CREATE FUNCTION fountain_split.script_script_id_remove_released(key1 integer, attempt bigint, only_try boolean) RETURNS jsonb
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
  IF script_script_id_remove_released.only_try THEN
    INSERT INTO fountain_split.release_trial (transaction) VALUES (pg_current_xact_id());
  END IF;
  UPDATE fountain_split.script_script_id_register AS r SET decided = true WHERE r.key1 = script_script_id_remove_released.key1 AND r.closing = script_script_id_remove_released.attempt;
  DELETE FROM "scripts-schema".script AS t WHERE t.script_id = script_script_id_remove_released.key1;
  SET CONSTRAINTS ALL IMMEDIATE;
  IF EXISTS (SELECT FROM "scripts-schema".script AS t WHERE t.script_id = script_script_id_remove_released.key1) THEN
    RAISE EXCEPTION USING MESSAGE = 'a rule or a trigger keeps the row of "script"';
  END IF;
  IF script_script_id_remove_released.only_try THEN
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

REVOKE EXECUTE ON FUNCTION fountain_split.script_script_id_remove_released(integer, bigint, boolean) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION fountain_split.script_script_id_remove_released(integer, bigint, boolean) TO scripts_split_runtime;

CREATE TRIGGER "~fountain_split_1_script_script_id_delete_unreleased"
  AFTER DELETE ON "scripts-schema".script REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.script_script_id_delete_unreleased();

SET ROLE scripts_split_owner;

CREATE FUNCTION fountain_split.script_script_id_closing_guard_local_1() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  closing bigint;
BEGIN
  SELECT s.closing INTO closing FROM fountain_split.script_script_id_register AS s
     JOIN "scripts-schema".script AS t ON s.key1 = t.script_id
   WHERE t.script_id = NEW.script_id
     FOR KEY SHARE OF s;
  IF closing IS NOT NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = 'insert or update on table "act" violates foreign key constraint "act_script_id_fkey"',
      DETAIL = 'The key in table "script" is being released.',
      HINT = 'Try again when the release is over.',
      SCHEMA = 'scripts-schema',
      TABLE = 'act',
      CONSTRAINT = 'act_script_id_fkey';
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.script_script_id_closing_rows_local_1() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    PERFORM FROM fountain_split.script_script_id_register AS s
       JOIN "scripts-schema".script AS t ON s.key1 = t.script_id
     WHERE EXISTS (SELECT FROM new_rows AS n WHERE t.script_id = n.script_id)
       FOR KEY SHARE OF s;
  END IF;
  IF EXISTS (
    SELECT FROM fountain_split.script_script_id_register AS s
       JOIN "scripts-schema".script AS t ON s.key1 = t.script_id
     WHERE s.closing IS NOT NULL AND EXISTS (SELECT FROM new_rows AS n WHERE t.script_id = n.script_id)
  ) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = 'insert or update on table "act" violates foreign key constraint "act_script_id_fkey"',
      DETAIL = 'The key in table "script" is being released.',
      HINT = 'Try again when the release is over.',
      SCHEMA = 'scripts-schema',
      TABLE = 'act',
      CONSTRAINT = 'act_script_id_fkey';
  END IF;
  RETURN NULL;
END
$body$;

RESET ROLE;

CREATE TRIGGER "A_fountain_split_script_script_id_local_1"
  AFTER UPDATE OF script_id ON "scripts-schema".act
  FOR EACH ROW WHEN (NEW.script_id IS NOT NULL)
  EXECUTE FUNCTION fountain_split.script_script_id_closing_guard_local_1();

CREATE TRIGGER "A_fountain_split_script_script_id_local_1_rows"
  AFTER INSERT ON "scripts-schema".act REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.script_script_id_closing_rows_local_1();

CREATE TRIGGER "~fountain_split_1_script_script_id_change_waits"
  BEFORE UPDATE ON "scripts-schema".script
  FOR EACH ROW WHEN (OLD.script_id IS DISTINCT FROM NEW.script_id)
  EXECUTE FUNCTION fountain_split.script_script_id_change_waits();

-- The register of "scripts-schema".scene(scene_id): which keys there are and were. metadata-schema.crossreferences, production-schema.musicsound, production-schema.props refer to it.

SET ROLE scripts_split_owner;

CREATE TABLE fountain_split.scene_scene_id_register (
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

CREATE INDEX ON fountain_split.scene_scene_id_register (closing) WHERE closing IS NOT NULL;

COMMENT ON TABLE fountain_split.scene_scene_id_register IS 'Key register: incarnation is the version at the key''s insert; a dead key is a tombstone; closing is the attempt of a release';

GRANT SELECT ON fountain_split.scene_scene_id_register TO scripts_split_runtime;

RESET ROLE;

-- What happens to "scripts-schema".scene(scene_id) is told in the transaction in which it happens:
-- created and deleted keys are told;
-- a change is refused, also where nothing refers to the key, in the name of
--   crossreferences_target_fkey on "metadata-schema".crossreferences (metadata)
--   crossreferences_scene_id_fkey on "metadata-schema".crossreferences (metadata)
--   musicsound_scene_id_fkey on "production-schema".musicsound (production)
--   props_scene_id_fkey on "production-schema".props (production)

GRANT USAGE ON SCHEMA "scripts-schema" TO scripts_split_owner;

GRANT SELECT ON "scripts-schema".scene TO scripts_split_owner;

SET ROLE scripts_split_owner;

CREATE FUNCTION fountain_split.scene_scene_id_created() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
  disputes boolean;
BEGIN
  WITH told AS (
    SELECT t.scene_id AS key1, nextval('fountain_split.version') AS version FROM changed_rows AS t
  ), registered AS (
    INSERT INTO fountain_split.scene_scene_id_register AS r (key1, incarnation, version, alive, transaction, statement)
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
    SELECT 'scripts.scene_scene_id', key1::text, 'scripts.scene_scene_id.created',
           jsonb_build_object('key', jsonb_build_object('scene_id', key1)),
           'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
           this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
      FROM registered
  )
  SELECT bool_or(disputed) INTO disputes FROM registered;
  IF disputes THEN
    PERFORM fountain_split.scene_scene_id_settle();
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.scene_scene_id_deleted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
  disputes boolean;
BEGIN
  WITH told AS (
    SELECT t.scene_id AS key1, nextval('fountain_split.version') AS version FROM changed_rows AS t
  ), registered AS (
    INSERT INTO fountain_split.scene_scene_id_register AS r (key1, incarnation, version, alive, transaction, statement)
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
    SELECT 'scripts.scene_scene_id', key1::text, 'scripts.scene_scene_id.deleted',
           jsonb_build_object('key', jsonb_build_object('scene_id', key1)),
           'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
           this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
      FROM registered
  )
  SELECT bool_or(disputed) INTO disputes FROM registered;
  IF disputes THEN
    PERFORM fountain_split.scene_scene_id_settle();
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.scene_scene_id_settle() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
BEGIN
  WITH settled AS (
    UPDATE fountain_split.scene_scene_id_register AS r
       SET alive = NOT r.alive, previous = r.version, version = s.next, incarnation = CASE WHEN r.alive THEN r.incarnation ELSE s.next END
      FROM (
        SELECT s.key1, nextval('fountain_split.version') AS next
          FROM fountain_split.scene_scene_id_register AS s
         WHERE s.disputed AND s.transaction = this_transaction AND s.statement = this_statement
           AND s.alive IS DISTINCT FROM EXISTS (
                 SELECT FROM "scripts-schema".scene AS t WHERE t.scene_id = s.key1
               )
      ) AS s
     WHERE r.key1 = s.key1
    RETURNING r.key1, r.alive, r.incarnation, r.version, r.previous
  )
  INSERT INTO fountain_split.outbox (aggregatetype, aggregateid, type, payload, tracingspancontext, transaction, statement, epoch, incarnation, version, previous)
  SELECT 'scripts.scene_scene_id', key1::text, CASE WHEN alive THEN 'scripts.scene_scene_id.created' ELSE 'scripts.scene_scene_id.deleted' END,
         jsonb_build_object('key', jsonb_build_object('scene_id', key1), 'settles', true),
         'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
         this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
    FROM settled;
END
$body$;

CREATE FUNCTION fountain_split.scene_scene_id_change_refused() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'foreign_key_violation',
    MESSAGE = 'update or delete on table "scene" violates foreign key constraint "crossreferences_target_fkey" on table "crossreferences"',
    DETAIL = 'Key (scene_id) may be referenced from table "crossreferences" of service metadata.',
    HINT = 'Keys that other services refer to cannot be changed; insert a row with the new key instead.',
    SCHEMA = 'metadata-schema',
    TABLE = 'crossreferences',
    CONSTRAINT = 'crossreferences_target_fkey';
END
$body$;

CREATE FUNCTION fountain_split.scene_scene_id_truncate_refused() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'feature_not_supported',
    MESSAGE = 'cannot truncate a table referenced in a foreign key constraint',
    DETAIL = 'Tables of other services ("metadata-schema.crossreferences", "production-schema.musicsound", "production-schema.props") reference "scene".',
    HINT = 'Use DELETE, which other services are told of.';
END
$body$;

RESET ROLE;

CREATE TRIGGER "!fountain_split_begin"
  BEFORE INSERT OR DELETE OR UPDATE OF scene_id ON "scripts-schema".scene
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.statement_begins();

CREATE TRIGGER "~fountain_split_2_end"
  AFTER INSERT OR DELETE OR UPDATE OF scene_id ON "scripts-schema".scene
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.statement_ends();

CREATE TRIGGER "~fountain_split_1_scene_scene_id_created"
  AFTER INSERT ON "scripts-schema".scene REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.scene_scene_id_created();

CREATE TRIGGER "~fountain_split_1_scene_scene_id_deleted"
  AFTER DELETE ON "scripts-schema".scene REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.scene_scene_id_deleted();

CREATE TRIGGER "~fountain_split_1_scene_scene_id_change_refused"
  AFTER UPDATE ON "scripts-schema".scene
  FOR EACH ROW WHEN (OLD.scene_id IS DISTINCT FROM NEW.scene_id)
  EXECUTE FUNCTION fountain_split.scene_scene_id_change_refused();

CREATE TRIGGER "~fountain_split_truncate"
  BEFORE TRUNCATE ON "scripts-schema".scene
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.scene_scene_id_truncate_refused();

INSERT INTO fountain_split.scene_scene_id_register (key1, incarnation, version, alive)
SELECT k.key1, k.version, k.version, true
  FROM (
    SELECT r.scene_id AS key1, nextval('fountain_split.version') AS version FROM "scripts-schema".scene AS r
     WHERE r.scene_id IS NOT NULL
  ) AS k
ON CONFLICT DO NOTHING;

-- A row of "scripts-schema".scene(scene_id) goes only when its key was released: the services vote that keep
--   crossreferences_target_fkey on "metadata-schema".crossreferences (metadata)
--   props_scene_id_fkey on "production-schema".props (production)
-- A DELETE by hand is refused in the name of the first, also where nothing refers to the row.

SET ROLE scripts_split_owner;

CREATE FUNCTION fountain_split.scene_scene_id_request_release(key1 integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
DECLARE
  request bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM fountain_split.scene_scene_id_register AS r WHERE r.key1 = scene_scene_id_request_release.key1 AND r.alive) THEN
    INSERT INTO fountain_split.release_request (aggregate, subject, key, state, answered) VALUES ('scripts.scene_scene_id', scene_scene_id_request_release.key1::text, jsonb_build_object('scene_id', scene_scene_id_request_release.key1), 'gone', now()) RETURNING id INTO request;
    RETURN request;
  END IF;
  -- Who asks for what is asked for already hears the same answer.
  WHILE request IS NULL LOOP
    INSERT INTO fountain_split.release_request (aggregate, subject, key) VALUES ('scripts.scene_scene_id', scene_scene_id_request_release.key1::text, jsonb_build_object('scene_id', scene_scene_id_request_release.key1)) ON CONFLICT DO NOTHING RETURNING id INTO request;
    IF request IS NULL THEN
      SELECT r.id INTO request FROM fountain_split.release_request AS r WHERE r.aggregate = 'scripts.scene_scene_id' AND r.subject = scene_scene_id_request_release.key1::text AND r.state = 'open';
    END IF;
  END LOOP;
  PERFORM pg_notify('fountain_split_release', '');
  RETURN request;
END
$body$;

COMMENT ON FUNCTION fountain_split.scene_scene_id_request_release(integer) IS 'Asks for a key to go; returns the request, for release_state and wait_for_release once it is committed';

CREATE FUNCTION fountain_split.scene_scene_id_hold_release(key1 integer, attempt bigint) RETURNS TABLE (version bigint, epoch bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
SELECT FROM fountain_split.scene_scene_id_register AS r WHERE r.key1 = scene_scene_id_hold_release.key1 AND r.alive AND r.closing IS NULL FOR UPDATE;
WITH held AS (
  UPDATE fountain_split.scene_scene_id_register AS r SET closing = scene_scene_id_hold_release.attempt
   WHERE r.key1 = scene_scene_id_hold_release.key1 AND r.alive AND r.closing IS NULL
  RETURNING r.version
)
SELECT h.version, s.epoch
  FROM fountain_split.service_state AS s, (
    SELECT version FROM held
    UNION ALL
    SELECT NULL FROM fountain_split.scene_scene_id_register AS r WHERE r.key1 = scene_scene_id_hold_release.key1 AND r.alive AND r.closing IS NOT NULL
  ) AS h (version)
$body$;

CREATE FUNCTION fountain_split.scene_scene_id_reopen_release(key1 integer, attempt bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.scene_scene_id_register AS r SET closing = NULL, decided = false
 WHERE r.key1 = scene_scene_id_reopen_release.key1 AND r.closing = scene_scene_id_reopen_release.attempt
$body$;

CREATE FUNCTION fountain_split.scene_scene_id_decide_release(key1 integer, attempt bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.scene_scene_id_register AS r SET decided = true
 WHERE r.key1 = scene_scene_id_decide_release.key1 AND r.closing = scene_scene_id_decide_release.attempt
$body$;

CREATE FUNCTION fountain_split.scene_scene_id_delete_unreleased() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  kept record;
BEGIN
  SELECT t.* INTO kept FROM changed_rows AS t
   WHERE NOT EXISTS (
     SELECT FROM fountain_split.scene_scene_id_register AS r WHERE r.key1 = t.scene_id AND r.decided
   ) LIMIT 1;
  IF FOUND THEN
    IF EXISTS (SELECT FROM fountain_split.release_trial AS t WHERE t.transaction = pg_current_xact_id()) THEN
      INSERT INTO fountain_split.release_trial (transaction, aggregate, subject, key, version)
      SELECT pg_current_xact_id(), 'scripts.scene_scene_id', t.scene_id::text, jsonb_build_object('scene_id', t.scene_id), r.version
        FROM changed_rows AS t JOIN fountain_split.scene_scene_id_register AS r ON r.key1 = t.scene_id AND r.alive AND NOT r.decided;
      RETURN NULL;
    END IF;
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = 'update or delete on table "scene" violates foreign key constraint "crossreferences_target_fkey" on table "crossreferences"',
      DETAIL = format('Key (scene_id)=(%s) may be referenced from table "crossreferences" of service metadata.', concat_ws(', ', kept.scene_id::text)),
      HINT = format('Ask for its release: CALL fountain_split.scene_scene_id_release(%s)', concat_ws(', ', quote_literal(kept.scene_id::text))),
      SCHEMA = 'metadata-schema',
      TABLE = 'crossreferences',
      CONSTRAINT = 'crossreferences_target_fkey';
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.scene_scene_id_change_waits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  closing bigint;
BEGIN
  SELECT r.closing INTO closing FROM fountain_split.scene_scene_id_register AS r WHERE r.key1 = OLD.scene_id FOR NO KEY UPDATE;
  IF closing IS NOT NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'object_in_use',
      MESSAGE = 'a key of "scene" cannot change while its release is voted on',
      HINT = 'Try again when the release is over.';
  END IF;
  RETURN NEW;
END
$body$;

GRANT EXECUTE ON FUNCTION fountain_split.scene_scene_id_request_release(integer) TO scripts, scripts_split_runtime;

GRANT EXECUTE ON FUNCTION fountain_split.scene_scene_id_hold_release(integer, bigint), fountain_split.scene_scene_id_reopen_release(integer, bigint), fountain_split.scene_scene_id_decide_release(integer, bigint) TO scripts_split_runtime;

CREATE PROCEDURE fountain_split.scene_scene_id_release(key1 integer, patience interval DEFAULT '1 minute')
LANGUAGE plpgsql AS $body$
DECLARE
  request bigint := fountain_split.scene_scene_id_request_release(key1);
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

COMMENT ON PROCEDURE fountain_split.scene_scene_id_release(integer, interval) IS 'Asks for a key to go, and waits for the answer; outside of a transaction block';

GRANT EXECUTE ON PROCEDURE fountain_split.scene_scene_id_release(integer, interval) TO scripts;

RESET ROLE;

CREATE FUNCTION fountain_split.scene_scene_id_remove_released(key1 integer, attempt bigint, only_try boolean) RETURNS jsonb
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
  IF scene_scene_id_remove_released.only_try THEN
    INSERT INTO fountain_split.release_trial (transaction) VALUES (pg_current_xact_id());
  END IF;
  UPDATE fountain_split.scene_scene_id_register AS r SET decided = true WHERE r.key1 = scene_scene_id_remove_released.key1 AND r.closing = scene_scene_id_remove_released.attempt;
  DELETE FROM "scripts-schema".scene AS t WHERE t.scene_id = scene_scene_id_remove_released.key1;
  SET CONSTRAINTS ALL IMMEDIATE;
  IF EXISTS (SELECT FROM "scripts-schema".scene AS t WHERE t.scene_id = scene_scene_id_remove_released.key1) THEN
    RAISE EXCEPTION USING MESSAGE = 'a rule or a trigger keeps the row of "scene"';
  END IF;
  IF scene_scene_id_remove_released.only_try THEN
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

REVOKE EXECUTE ON FUNCTION fountain_split.scene_scene_id_remove_released(integer, bigint, boolean) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION fountain_split.scene_scene_id_remove_released(integer, bigint, boolean) TO scripts_split_runtime;

CREATE TRIGGER "~fountain_split_1_scene_scene_id_delete_unreleased"
  AFTER DELETE ON "scripts-schema".scene REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.scene_scene_id_delete_unreleased();

SET ROLE scripts_split_owner;

CREATE FUNCTION fountain_split.scene_scene_id_closing_guard_local_1() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  closing bigint;
BEGIN
  SELECT s.closing INTO closing FROM fountain_split.scene_scene_id_register AS s
     JOIN "scripts-schema".scene AS t ON s.key1 = t.scene_id
   WHERE t.scene_id = NEW.scene_id
     FOR KEY SHARE OF s;
  IF closing IS NOT NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = 'insert or update on table "action" violates foreign key constraint "action_scene_fkey"',
      DETAIL = 'The key in table "scene" is being released.',
      HINT = 'Try again when the release is over.',
      SCHEMA = 'scripts-schema',
      TABLE = 'action',
      CONSTRAINT = 'action_scene_fkey';
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.scene_scene_id_closing_rows_local_1() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    PERFORM FROM fountain_split.scene_scene_id_register AS s
       JOIN "scripts-schema".scene AS t ON s.key1 = t.scene_id
     WHERE EXISTS (SELECT FROM new_rows AS n WHERE t.scene_id = n.scene_id)
       FOR KEY SHARE OF s;
  END IF;
  IF EXISTS (
    SELECT FROM fountain_split.scene_scene_id_register AS s
       JOIN "scripts-schema".scene AS t ON s.key1 = t.scene_id
     WHERE s.closing IS NOT NULL AND EXISTS (SELECT FROM new_rows AS n WHERE t.scene_id = n.scene_id)
  ) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = 'insert or update on table "action" violates foreign key constraint "action_scene_fkey"',
      DETAIL = 'The key in table "scene" is being released.',
      HINT = 'Try again when the release is over.',
      SCHEMA = 'scripts-schema',
      TABLE = 'action',
      CONSTRAINT = 'action_scene_fkey';
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.scene_scene_id_closing_guard_local_2() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  closing bigint;
BEGIN
  SELECT s.closing INTO closing FROM fountain_split.scene_scene_id_register AS s
     JOIN "scripts-schema".scene AS t ON s.key1 = t.scene_id
   WHERE t.scene_id = NEW.scene_id
     FOR KEY SHARE OF s;
  IF closing IS NOT NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = 'insert or update on table "dialogue" violates foreign key constraint "dialogue_scene_fkey"',
      DETAIL = 'The key in table "scene" is being released.',
      HINT = 'Try again when the release is over.',
      SCHEMA = 'scripts-schema',
      TABLE = 'dialogue',
      CONSTRAINT = 'dialogue_scene_fkey';
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.scene_scene_id_closing_rows_local_2() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    PERFORM FROM fountain_split.scene_scene_id_register AS s
       JOIN "scripts-schema".scene AS t ON s.key1 = t.scene_id
     WHERE EXISTS (SELECT FROM new_rows AS n WHERE t.scene_id = n.scene_id)
       FOR KEY SHARE OF s;
  END IF;
  IF EXISTS (
    SELECT FROM fountain_split.scene_scene_id_register AS s
       JOIN "scripts-schema".scene AS t ON s.key1 = t.scene_id
     WHERE s.closing IS NOT NULL AND EXISTS (SELECT FROM new_rows AS n WHERE t.scene_id = n.scene_id)
  ) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = 'insert or update on table "dialogue" violates foreign key constraint "dialogue_scene_fkey"',
      DETAIL = 'The key in table "scene" is being released.',
      HINT = 'Try again when the release is over.',
      SCHEMA = 'scripts-schema',
      TABLE = 'dialogue',
      CONSTRAINT = 'dialogue_scene_fkey';
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.scene_scene_id_closing_guard_local_3() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  closing bigint;
BEGIN
  SELECT s.closing INTO closing FROM fountain_split.scene_scene_id_register AS s
     JOIN "scripts-schema".scene AS t ON s.key1 = t.scene_id
   WHERE t.scene_id = NEW.scene_id
     FOR KEY SHARE OF s;
  IF closing IS NOT NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = 'insert or update on table "transition" violates foreign key constraint "transition_scene_id_fkey"',
      DETAIL = 'The key in table "scene" is being released.',
      HINT = 'Try again when the release is over.',
      SCHEMA = 'scripts-schema',
      TABLE = 'transition',
      CONSTRAINT = 'transition_scene_id_fkey';
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.scene_scene_id_closing_rows_local_3() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    PERFORM FROM fountain_split.scene_scene_id_register AS s
       JOIN "scripts-schema".scene AS t ON s.key1 = t.scene_id
     WHERE EXISTS (SELECT FROM new_rows AS n WHERE t.scene_id = n.scene_id)
       FOR KEY SHARE OF s;
  END IF;
  IF EXISTS (
    SELECT FROM fountain_split.scene_scene_id_register AS s
       JOIN "scripts-schema".scene AS t ON s.key1 = t.scene_id
     WHERE s.closing IS NOT NULL AND EXISTS (SELECT FROM new_rows AS n WHERE t.scene_id = n.scene_id)
  ) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = 'insert or update on table "transition" violates foreign key constraint "transition_scene_id_fkey"',
      DETAIL = 'The key in table "scene" is being released.',
      HINT = 'Try again when the release is over.',
      SCHEMA = 'scripts-schema',
      TABLE = 'transition',
      CONSTRAINT = 'transition_scene_id_fkey';
  END IF;
  RETURN NULL;
END
$body$;

RESET ROLE;

CREATE TRIGGER "A_fountain_split_scene_scene_id_local_1"
  AFTER UPDATE OF scene_id ON "scripts-schema".action
  FOR EACH ROW WHEN (NEW.scene_id IS NOT NULL)
  EXECUTE FUNCTION fountain_split.scene_scene_id_closing_guard_local_1();

CREATE TRIGGER "A_fountain_split_scene_scene_id_local_1_rows"
  AFTER INSERT ON "scripts-schema".action REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.scene_scene_id_closing_rows_local_1();

CREATE TRIGGER "A_fountain_split_scene_scene_id_local_2"
  AFTER UPDATE OF scene_id ON "scripts-schema".dialogue
  FOR EACH ROW WHEN (NEW.scene_id IS NOT NULL)
  EXECUTE FUNCTION fountain_split.scene_scene_id_closing_guard_local_2();

CREATE TRIGGER "A_fountain_split_scene_scene_id_local_2_rows"
  AFTER INSERT ON "scripts-schema".dialogue REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.scene_scene_id_closing_rows_local_2();

CREATE TRIGGER "A_fountain_split_scene_scene_id_local_3"
  AFTER UPDATE OF scene_id ON "scripts-schema".transition
  FOR EACH ROW WHEN (NEW.scene_id IS NOT NULL)
  EXECUTE FUNCTION fountain_split.scene_scene_id_closing_guard_local_3();

CREATE TRIGGER "A_fountain_split_scene_scene_id_local_3_rows"
  AFTER INSERT ON "scripts-schema".transition REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.scene_scene_id_closing_rows_local_3();

CREATE TRIGGER "~fountain_split_1_scene_scene_id_change_waits"
  BEFORE UPDATE ON "scripts-schema".scene
  FOR EACH ROW WHEN (OLD.scene_id IS DISTINCT FROM NEW.scene_id)
  EXECUTE FUNCTION fountain_split.scene_scene_id_change_waits();

-- The replica: the keys "characters-schema"."character"(character_id) of service characters that are alive, as far as this
-- service has heard; and the state of every key that it ever heard of.

SET ROLE scripts_split_owner;

CREATE TABLE fountain_split.characters_character_character_id_replica (
  character_id integer NOT NULL,
  PRIMARY KEY (character_id)
);

CREATE TABLE fountain_split.characters_character_character_id_state (
  key1 integer NOT NULL,
  epoch bigint NOT NULL DEFAULT 0,
  incarnation bigint NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 0,
  alive boolean NOT NULL DEFAULT false,
  closing bigint,
  pinned boolean NOT NULL DEFAULT false,
  successor1 integer,
  PRIMARY KEY (key1)
);

CREATE INDEX ON fountain_split.characters_character_character_id_state (closing) WHERE closing IS NOT NULL;

COMMENT ON TABLE fountain_split.characters_character_character_id_state IS 'Key state: version 0 is a key of which nothing is known yet; a dead key is a tombstone, with its successor after a key change';

GRANT SELECT ON fountain_split.characters_character_character_id_replica, fountain_split.characters_character_character_id_state TO scripts_split_runtime;

INSERT INTO fountain_split.source (service) VALUES ('characters') ON CONFLICT DO NOTHING;

INSERT INTO fountain_split.replica (name, source) VALUES ('characters_character_character_id', 'characters');

RESET ROLE;

-- What keeps the replica: the consumer and the read-through go through these, nobody writes to it otherwise.

GRANT USAGE ON SCHEMA "scripts-schema" TO scripts_split_owner;

GRANT SELECT (character_id), UPDATE (character_id) ON "scripts-schema".action TO scripts_split_owner;

SET ROLE scripts_split_owner;

CREATE FUNCTION fountain_split.characters_character_character_id_replay(acts text[], old1 text[], new1 text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $body$
#variable_conflict use_column
BEGIN
  MERGE INTO fountain_split.characters_character_character_id_replica AS r
  USING (
    SELECT e.act, (e.old1::integer) AS old1, (e.new1::integer) AS new1
      FROM unnest(acts, old1, new1) WITH ORDINALITY AS e (act, old1, new1, place)
     ORDER BY e.place
    OFFSET 0
  ) AS e
  ON r.character_id = e.old1
  WHEN MATCHED AND e.act = 'delete' THEN DELETE
  WHEN MATCHED AND e.act = 'change' THEN UPDATE SET character_id = e.new1
  WHEN NOT MATCHED AND e.act = 'insert' THEN INSERT (character_id) VALUES (e.new1);
END
$body$;

CREATE FUNCTION fountain_split.characters_character_character_id_lock(key1 text[])
RETURNS TABLE (place int, epoch bigint, incarnation bigint, version bigint, alive boolean, closing bigint, successor text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
BEGIN
  INSERT INTO fountain_split.characters_character_character_id_state (key1)
  SELECT DISTINCT g.key1 FROM (
    SELECT (g.key1::integer) AS key1, g.place::int AS place
        FROM unnest(characters_character_character_id_lock.key1) WITH ORDINALITY AS g (key1, place)
  ) AS g
  ORDER BY g.key1
  ON CONFLICT DO NOTHING;
  RETURN QUERY
  WITH given AS (
    SELECT (g.key1::integer) AS key1, g.place::int AS place
        FROM unnest(characters_character_character_id_lock.key1) WITH ORDINALITY AS g (key1, place)
  ), locked AS (
    SELECT s.* FROM fountain_split.characters_character_character_id_state AS s
     WHERE (s.key1) IN (SELECT g.key1 FROM given AS g)
     ORDER BY s.key1
       FOR UPDATE
  )
  SELECT g.place, CASE WHEN s.version = 0 AND m.mark > 0 THEN m.epoch ELSE s.epoch END, CASE WHEN s.version = 0 AND m.mark > 0 THEN m.mark ELSE s.incarnation END, CASE WHEN s.version = 0 AND m.mark > 0 THEN m.mark ELSE s.version END,
         s.alive, s.closing, ARRAY[s.successor1::text]
    FROM given AS g
    JOIN locked AS s ON s.key1 = g.key1
    LEFT JOIN fountain_split.source AS m ON m.service = 'characters';
END
$body$;

CREATE FUNCTION fountain_split.characters_character_character_id_record(key1 text[], epochs bigint[], incarnations bigint[], versions bigint[], alives boolean[], successor1 text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.characters_character_character_id_state AS s
   SET epoch = g.epoch, incarnation = g.incarnation, version = g.version, alive = g.alive,
       successor1 = (g.successor1::integer)
  FROM unnest(characters_character_character_id_record.key1, characters_character_character_id_record.epochs, characters_character_character_id_record.incarnations, characters_character_character_id_record.versions, characters_character_character_id_record.alives, characters_character_character_id_record.successor1)
    AS g (key1, epoch, incarnation, version, alive, successor1)
 WHERE s.key1 = (g.key1::integer)
$body$;

CREATE FUNCTION fountain_split.characters_character_character_id_learn(key1 text[], epochs bigint[], incarnations bigint[], versions bigint[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
WITH learned AS (
  INSERT INTO fountain_split.characters_character_character_id_state AS s (key1, epoch, incarnation, version, alive)
  SELECT (g.key1::integer), g.epoch, g.incarnation, g.version, true
    FROM unnest(characters_character_character_id_learn.key1, characters_character_character_id_learn.epochs, characters_character_character_id_learn.incarnations, characters_character_character_id_learn.versions) AS g (key1, epoch, incarnation, version)
   ORDER BY 1
  ON CONFLICT (key1) DO UPDATE
     SET epoch = excluded.epoch, incarnation = excluded.incarnation, version = excluded.version, alive = true
   WHERE s.version = 0
  RETURNING s.key1
), kept AS (
  INSERT INTO fountain_split.characters_character_character_id_replica (character_id)
  SELECT key1 FROM learned
)
SELECT count(*) FROM learned
$body$;

CREATE FUNCTION fountain_split.characters_character_character_id_adopt(key1 integer, the_epoch bigint, the_incarnation bigint, the_version bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
DECLARE
  s fountain_split.characters_character_character_id_state%ROWTYPE;
BEGIN
  INSERT INTO fountain_split.characters_character_character_id_state (key1) VALUES (characters_character_character_id_adopt.key1) ON CONFLICT DO NOTHING;
  SELECT * INTO STRICT s FROM fountain_split.characters_character_character_id_state WHERE key1 = characters_character_character_id_adopt.key1 FOR UPDATE;
  IF s.closing IS NOT NULL THEN
    RETURN 'closing';
  END IF;
  IF (s.epoch, s.version) >= (the_epoch, the_version) THEN
    RETURN CASE WHEN s.alive THEN 'known' ELSE 'dead' END;
  END IF;
  IF s.version = 0 AND EXISTS (
    SELECT FROM fountain_split.source AS m
     WHERE m.service = 'characters' AND m.epoch = the_epoch AND m.mark >= the_version
  ) THEN
    DELETE FROM fountain_split.characters_character_character_id_state WHERE key1 = characters_character_character_id_adopt.key1;
    RETURN 'dead';
  END IF;
  IF s.alive AND s.incarnation < the_incarnation THEN
    -- The older life may have become another key, which its references must follow.
    RETURN 'behind';
  END IF;
  IF NOT s.alive OR s.incarnation < the_incarnation THEN
    INSERT INTO fountain_split.characters_character_character_id_replica (character_id) VALUES (characters_character_character_id_adopt.key1);
  END IF;
  UPDATE fountain_split.characters_character_character_id_state SET epoch = the_epoch, incarnation = the_incarnation, version = the_version, alive = true,
    successor1 = NULL
   WHERE key1 = characters_character_character_id_adopt.key1;
  RETURN 'adopted';
END
$body$;

CREATE FUNCTION fountain_split.characters_character_character_id_forget(the_epoch bigint, the_mark bigint) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.source SET epoch = the_epoch, mark = the_mark
 WHERE service = 'characters' AND (epoch, mark) < (the_epoch, the_mark);
WITH forgotten AS (
  DELETE FROM fountain_split.characters_character_character_id_state
   WHERE NOT alive AND NOT pinned AND closing IS NULL AND version > 0 AND (epoch, version) <= (the_epoch, the_mark)
  RETURNING 1
)
SELECT count(*) FROM forgotten
$body$;

CREATE FUNCTION fountain_split.characters_character_character_id_follow(old1 integer, new1 integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
BEGIN
  UPDATE "scripts-schema".action SET character_id = characters_character_character_id_follow.new1 WHERE character_id = characters_character_character_id_follow.old1;
  DELETE FROM fountain_split.characters_character_character_id_replica WHERE character_id = characters_character_character_id_follow.old1;
END
$body$;

CREATE FUNCTION fountain_split.characters_character_character_id_close(key1 text[], attempt bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.characters_character_character_id_state AS s SET closing = attempt
  FROM unnest(characters_character_character_id_close.key1) AS g (key1)
 WHERE s.key1 = (g.key1::integer)
$body$;

GRANT EXECUTE ON FUNCTION
  fountain_split.characters_character_character_id_replay(text[], text[], text[]),
  fountain_split.characters_character_character_id_lock(text[]),
  fountain_split.characters_character_character_id_record(text[], bigint[], bigint[], bigint[], boolean[], text[]),
  fountain_split.characters_character_character_id_learn(text[], bigint[], bigint[], bigint[]),
  fountain_split.characters_character_character_id_close(text[], bigint),
  fountain_split.characters_character_character_id_forget(bigint, bigint),
  fountain_split.characters_character_character_id_follow(integer, integer),
  fountain_split.characters_character_character_id_adopt(integer, bigint, bigint, bigint)
TO scripts_split_runtime;

GRANT EXECUTE ON FUNCTION fountain_split.characters_character_character_id_adopt(integer, bigint, bigint, bigint) TO scripts;

RESET ROLE;

-- Has rows checked that are here before the replica is filled; the consumer calls it at its first start.

CREATE FUNCTION fountain_split.characters_character_character_id_check() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  ALTER TABLE "scripts-schema".action VALIDATE CONSTRAINT action_character_fkey;
  ALTER TABLE "scripts-schema".dialogue VALIDATE CONSTRAINT dialogue_character_fkey;
END
$body$;

REVOKE EXECUTE ON FUNCTION fountain_split.characters_character_character_id_check() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION fountain_split.characters_character_character_id_check() TO scripts_split_runtime;

-- In the place of action_character_fkey, which referred to service characters: the same key towards the replica.
-- A row that names a key which is not in the replica is refused at once; what becomes of a key there is followed once its
-- event is applied. Until then a row may name a key that is gone (tier 3).
-- Rows that are here already are checked once the replica is filled.

ALTER TABLE "scripts-schema".action
  ADD CONSTRAINT action_character_fkey FOREIGN KEY (character_id)
  REFERENCES fountain_split.characters_character_character_id_replica (character_id)
  MATCH SIMPLE ON DELETE SET NULL ON UPDATE CASCADE
  NOT DEFERRABLE NOT VALID;

-- In the place of dialogue_character_fkey, which referred to service characters: the same key towards the replica.
-- A row that names a key which is not in the replica is refused at once; what becomes of a key there is followed once its
-- event is applied. Until then a row may name a key that is gone (tier 3).
-- Rows that are here already are checked once the replica is filled.

ALTER TABLE "scripts-schema".dialogue
  ADD CONSTRAINT dialogue_character_fkey FOREIGN KEY (character_id)
  REFERENCES fountain_split.characters_character_character_id_replica (character_id)
  MATCH SIMPLE ON DELETE SET NULL ON UPDATE NO ACTION
  NOT DEFERRABLE NOT VALID;

-- The replica: the keys "playwrights-schema".playwright(author_id) of service playwrights that are alive, as far as this
-- service has heard; and the state of every key that it ever heard of.

SET ROLE scripts_split_owner;

CREATE TABLE fountain_split.playwrights_playwright_author_id_replica (
  author_id integer NOT NULL,
  PRIMARY KEY (author_id)
);

CREATE TABLE fountain_split.playwrights_playwright_author_id_state (
  key1 integer NOT NULL,
  epoch bigint NOT NULL DEFAULT 0,
  incarnation bigint NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 0,
  alive boolean NOT NULL DEFAULT false,
  closing bigint,
  pinned boolean NOT NULL DEFAULT false,
  successor1 integer,
  PRIMARY KEY (key1)
);

CREATE INDEX ON fountain_split.playwrights_playwright_author_id_state (closing) WHERE closing IS NOT NULL;

COMMENT ON TABLE fountain_split.playwrights_playwright_author_id_state IS 'Key state: version 0 is a key of which nothing is known yet; a dead key is a tombstone, with its successor after a key change';

GRANT SELECT ON fountain_split.playwrights_playwright_author_id_replica, fountain_split.playwrights_playwright_author_id_state TO scripts_split_runtime;

INSERT INTO fountain_split.source (service) VALUES ('playwrights') ON CONFLICT DO NOTHING;

INSERT INTO fountain_split.replica (name, source) VALUES ('playwrights_playwright_author_id', 'playwrights');

RESET ROLE;

-- What keeps the replica: the consumer and the read-through go through these, nobody writes to it otherwise.

GRANT USAGE ON SCHEMA "scripts-schema" TO scripts_split_owner;

GRANT SELECT (author_id), UPDATE (author_id) ON "scripts-schema".script TO scripts_split_owner;

SET ROLE scripts_split_owner;

CREATE FUNCTION fountain_split.playwrights_playwright_author_id_replay(acts text[], old1 text[], new1 text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $body$
#variable_conflict use_column
BEGIN
  MERGE INTO fountain_split.playwrights_playwright_author_id_replica AS r
  USING (
    SELECT e.act, (e.old1::integer) AS old1, (e.new1::integer) AS new1
      FROM unnest(acts, old1, new1) WITH ORDINALITY AS e (act, old1, new1, place)
     ORDER BY e.place
    OFFSET 0
  ) AS e
  ON r.author_id = e.old1
  WHEN MATCHED AND e.act = 'delete' THEN DELETE
  WHEN MATCHED AND e.act = 'change' THEN UPDATE SET author_id = e.new1
  WHEN NOT MATCHED AND e.act = 'insert' THEN INSERT (author_id) VALUES (e.new1);
END
$body$;

CREATE FUNCTION fountain_split.playwrights_playwright_author_id_lock(key1 text[])
RETURNS TABLE (place int, epoch bigint, incarnation bigint, version bigint, alive boolean, closing bigint, successor text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
BEGIN
  INSERT INTO fountain_split.playwrights_playwright_author_id_state (key1)
  SELECT DISTINCT g.key1 FROM (
    SELECT (g.key1::integer) AS key1, g.place::int AS place
        FROM unnest(playwrights_playwright_author_id_lock.key1) WITH ORDINALITY AS g (key1, place)
  ) AS g
  ORDER BY g.key1
  ON CONFLICT DO NOTHING;
  RETURN QUERY
  WITH given AS (
    SELECT (g.key1::integer) AS key1, g.place::int AS place
        FROM unnest(playwrights_playwright_author_id_lock.key1) WITH ORDINALITY AS g (key1, place)
  ), locked AS (
    SELECT s.* FROM fountain_split.playwrights_playwright_author_id_state AS s
     WHERE (s.key1) IN (SELECT g.key1 FROM given AS g)
     ORDER BY s.key1
       FOR UPDATE
  )
  SELECT g.place, CASE WHEN s.version = 0 AND m.mark > 0 THEN m.epoch ELSE s.epoch END, CASE WHEN s.version = 0 AND m.mark > 0 THEN m.mark ELSE s.incarnation END, CASE WHEN s.version = 0 AND m.mark > 0 THEN m.mark ELSE s.version END,
         s.alive, s.closing, ARRAY[s.successor1::text]
    FROM given AS g
    JOIN locked AS s ON s.key1 = g.key1
    LEFT JOIN fountain_split.source AS m ON m.service = 'playwrights';
END
$body$;

CREATE FUNCTION fountain_split.playwrights_playwright_author_id_record(key1 text[], epochs bigint[], incarnations bigint[], versions bigint[], alives boolean[], successor1 text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.playwrights_playwright_author_id_state AS s
   SET epoch = g.epoch, incarnation = g.incarnation, version = g.version, alive = g.alive,
       successor1 = (g.successor1::integer)
  FROM unnest(playwrights_playwright_author_id_record.key1, playwrights_playwright_author_id_record.epochs, playwrights_playwright_author_id_record.incarnations, playwrights_playwright_author_id_record.versions, playwrights_playwright_author_id_record.alives, playwrights_playwright_author_id_record.successor1)
    AS g (key1, epoch, incarnation, version, alive, successor1)
 WHERE s.key1 = (g.key1::integer)
$body$;

CREATE FUNCTION fountain_split.playwrights_playwright_author_id_learn(key1 text[], epochs bigint[], incarnations bigint[], versions bigint[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
WITH learned AS (
  INSERT INTO fountain_split.playwrights_playwright_author_id_state AS s (key1, epoch, incarnation, version, alive)
  SELECT (g.key1::integer), g.epoch, g.incarnation, g.version, true
    FROM unnest(playwrights_playwright_author_id_learn.key1, playwrights_playwright_author_id_learn.epochs, playwrights_playwright_author_id_learn.incarnations, playwrights_playwright_author_id_learn.versions) AS g (key1, epoch, incarnation, version)
   ORDER BY 1
  ON CONFLICT (key1) DO UPDATE
     SET epoch = excluded.epoch, incarnation = excluded.incarnation, version = excluded.version, alive = true
   WHERE s.version = 0
  RETURNING s.key1
), kept AS (
  INSERT INTO fountain_split.playwrights_playwright_author_id_replica (author_id)
  SELECT key1 FROM learned
)
SELECT count(*) FROM learned
$body$;

CREATE FUNCTION fountain_split.playwrights_playwright_author_id_adopt(key1 integer, the_epoch bigint, the_incarnation bigint, the_version bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
DECLARE
  s fountain_split.playwrights_playwright_author_id_state%ROWTYPE;
BEGIN
  INSERT INTO fountain_split.playwrights_playwright_author_id_state (key1) VALUES (playwrights_playwright_author_id_adopt.key1) ON CONFLICT DO NOTHING;
  SELECT * INTO STRICT s FROM fountain_split.playwrights_playwright_author_id_state WHERE key1 = playwrights_playwright_author_id_adopt.key1 FOR UPDATE;
  IF s.closing IS NOT NULL THEN
    RETURN 'closing';
  END IF;
  IF (s.epoch, s.version) >= (the_epoch, the_version) THEN
    RETURN CASE WHEN s.alive THEN 'known' ELSE 'dead' END;
  END IF;
  IF s.version = 0 AND EXISTS (
    SELECT FROM fountain_split.source AS m
     WHERE m.service = 'playwrights' AND m.epoch = the_epoch AND m.mark >= the_version
  ) THEN
    DELETE FROM fountain_split.playwrights_playwright_author_id_state WHERE key1 = playwrights_playwright_author_id_adopt.key1;
    RETURN 'dead';
  END IF;
  IF s.alive AND s.incarnation < the_incarnation THEN
    -- The older life may have become another key, which its references must follow.
    RETURN 'behind';
  END IF;
  IF NOT s.alive OR s.incarnation < the_incarnation THEN
    INSERT INTO fountain_split.playwrights_playwright_author_id_replica (author_id) VALUES (playwrights_playwright_author_id_adopt.key1);
  END IF;
  UPDATE fountain_split.playwrights_playwright_author_id_state SET epoch = the_epoch, incarnation = the_incarnation, version = the_version, alive = true,
    successor1 = NULL
   WHERE key1 = playwrights_playwright_author_id_adopt.key1;
  RETURN 'adopted';
END
$body$;

CREATE FUNCTION fountain_split.playwrights_playwright_author_id_forget(the_epoch bigint, the_mark bigint) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.source SET epoch = the_epoch, mark = the_mark
 WHERE service = 'playwrights' AND (epoch, mark) < (the_epoch, the_mark);
WITH forgotten AS (
  DELETE FROM fountain_split.playwrights_playwright_author_id_state
   WHERE NOT alive AND NOT pinned AND closing IS NULL AND version > 0 AND (epoch, version) <= (the_epoch, the_mark)
  RETURNING 1
)
SELECT count(*) FROM forgotten
$body$;

CREATE FUNCTION fountain_split.playwrights_playwright_author_id_follow(old1 integer, new1 integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
BEGIN
  UPDATE "scripts-schema".script SET author_id = playwrights_playwright_author_id_follow.new1 WHERE author_id = playwrights_playwright_author_id_follow.old1;
  DELETE FROM fountain_split.playwrights_playwright_author_id_replica WHERE author_id = playwrights_playwright_author_id_follow.old1;
END
$body$;

CREATE FUNCTION fountain_split.playwrights_playwright_author_id_close(key1 text[], attempt bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.playwrights_playwright_author_id_state AS s SET closing = attempt
  FROM unnest(playwrights_playwright_author_id_close.key1) AS g (key1)
 WHERE s.key1 = (g.key1::integer)
$body$;

GRANT EXECUTE ON FUNCTION
  fountain_split.playwrights_playwright_author_id_replay(text[], text[], text[]),
  fountain_split.playwrights_playwright_author_id_lock(text[]),
  fountain_split.playwrights_playwright_author_id_record(text[], bigint[], bigint[], bigint[], boolean[], text[]),
  fountain_split.playwrights_playwright_author_id_learn(text[], bigint[], bigint[], bigint[]),
  fountain_split.playwrights_playwright_author_id_close(text[], bigint),
  fountain_split.playwrights_playwright_author_id_forget(bigint, bigint),
  fountain_split.playwrights_playwright_author_id_follow(integer, integer),
  fountain_split.playwrights_playwright_author_id_adopt(integer, bigint, bigint, bigint)
TO scripts_split_runtime;

GRANT EXECUTE ON FUNCTION fountain_split.playwrights_playwright_author_id_adopt(integer, bigint, bigint, bigint) TO scripts;

RESET ROLE;

-- Before a key "playwrights-schema".playwright(author_id) goes, service playwrights asks; PostgreSQL answers here.
-- A yes takes the key out of the replica, so that nothing can refer to it; a refused release brings it back.

SET ROLE scripts_split_owner;

CREATE FUNCTION fountain_split.playwrights_playwright_author_id_close_release(key1 integer, attempt bigint, the_epoch bigint, the_version bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $body$
#variable_conflict use_column
DECLARE
  s fountain_split.playwrights_playwright_author_id_state%ROWTYPE;
BEGIN
  SELECT * INTO s FROM fountain_split.playwrights_playwright_author_id_state AS s WHERE s.key1 = playwrights_playwright_author_id_close_release.key1 FOR UPDATE;
  -- It may have been another key before.
  IF NOT FOUND OR (s.epoch, s.version) < (playwrights_playwright_author_id_close_release.the_epoch, playwrights_playwright_author_id_close_release.the_version) THEN
    RETURN false;
  END IF;
  -- Rows that are being written hold it; who comes afterwards sees that the key closes.
  PERFORM FROM fountain_split.playwrights_playwright_author_id_replica AS p WHERE p.author_id = s.key1 FOR UPDATE;
  UPDATE fountain_split.playwrights_playwright_author_id_state AS s SET closing = playwrights_playwright_author_id_close_release.attempt WHERE s.key1 = playwrights_playwright_author_id_close_release.key1;
  RETURN true;
END
$body$;

CREATE FUNCTION fountain_split.playwrights_playwright_author_id_judge_release(attempts bigint[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $body$
DECLARE
  own jsonb;
  state text;
  text text;
  more text;
  named text;
  of_schema text;
  of_table text;
BEGIN
  BEGIN
DELETE FROM fountain_split.playwrights_playwright_author_id_replica AS p
     USING fountain_split.playwrights_playwright_author_id_state AS s
     WHERE s.closing = ANY (playwrights_playwright_author_id_judge_release.attempts) AND p.author_id = s.key1;
    SET CONSTRAINTS ALL IMMEDIATE;
  EXCEPTION WHEN OTHERS THEN
    IF SQLSTATE ~ '^(40|53|55|57|58|XX)' THEN
      RAISE;
    END IF;
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, text = MESSAGE_TEXT, more = PG_EXCEPTION_DETAIL, named = CONSTRAINT_NAME, of_schema = SCHEMA_NAME, of_table = TABLE_NAME;
    RETURN jsonb_build_object('refusal', jsonb_strip_nulls(jsonb_build_object(
        'sqlstate', state, 'message', text, 'detail', nullif(more, ''), 'constraint', nullif(named, ''),
        'relation', nullif(concat_ws('.', nullif(of_schema, ''), nullif(of_table, '')), '')
      )));
  END;
  RETURN jsonb_build_object('acts', false);
END
$body$;

CREATE FUNCTION fountain_split.playwrights_playwright_author_id_reopen_release(key1 integer, attempt bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
WITH opened AS (
  UPDATE fountain_split.playwrights_playwright_author_id_state AS s SET closing = NULL
   WHERE s.key1 = playwrights_playwright_author_id_reopen_release.key1 AND s.closing = playwrights_playwright_author_id_reopen_release.attempt
  RETURNING s.alive, s.key1
)
INSERT INTO fountain_split.playwrights_playwright_author_id_replica (author_id)
SELECT o.key1 FROM opened AS o WHERE o.alive
ON CONFLICT DO NOTHING
$body$;

CREATE FUNCTION fountain_split.playwrights_playwright_author_id_apply_release(attempts bigint[], epochs bigint[], versions bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
BEGIN
  PERFORM FROM fountain_split.playwrights_playwright_author_id_state AS s WHERE s.closing = ANY (playwrights_playwright_author_id_apply_release.attempts) ORDER BY s.key1 FOR UPDATE;
  DELETE FROM fountain_split.playwrights_playwright_author_id_replica AS p
   USING fountain_split.playwrights_playwright_author_id_state AS s, unnest(playwrights_playwright_author_id_apply_release.attempts, playwrights_playwright_author_id_apply_release.epochs, playwrights_playwright_author_id_apply_release.versions) AS g (attempt, epoch, version)
   WHERE s.closing = g.attempt AND s.alive AND (s.epoch, s.incarnation) <= (g.epoch, g.version) AND p.author_id = s.key1;
  SET CONSTRAINTS ALL IMMEDIATE;
  UPDATE fountain_split.playwrights_playwright_author_id_state AS s SET alive = false FROM unnest(playwrights_playwright_author_id_apply_release.attempts, playwrights_playwright_author_id_apply_release.epochs, playwrights_playwright_author_id_apply_release.versions) AS g (attempt, epoch, version) WHERE s.closing = g.attempt AND s.alive AND (s.epoch, s.incarnation) <= (g.epoch, g.version);
  UPDATE fountain_split.playwrights_playwright_author_id_state AS s SET closing = NULL WHERE s.closing = ANY (playwrights_playwright_author_id_apply_release.attempts);
END
$body$;

GRANT EXECUTE ON FUNCTION
  fountain_split.playwrights_playwright_author_id_close_release(integer, bigint, bigint, bigint),
  fountain_split.playwrights_playwright_author_id_judge_release(bigint[]),
  fountain_split.playwrights_playwright_author_id_reopen_release(integer, bigint),
  fountain_split.playwrights_playwright_author_id_apply_release(bigint[], bigint[], bigint[])
TO scripts_split_runtime;

RESET ROLE;

-- Has rows checked that are here before the replica is filled; the consumer calls it at its first start.

CREATE FUNCTION fountain_split.playwrights_playwright_author_id_check() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  ALTER TABLE "scripts-schema".script VALIDATE CONSTRAINT script_author_id_fkey;
END
$body$;

REVOKE EXECUTE ON FUNCTION fountain_split.playwrights_playwright_author_id_check() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION fountain_split.playwrights_playwright_author_id_check() TO scripts_split_runtime;

-- In the place of script_author_id_fkey, which referred to service playwrights: the same key towards the replica.
-- A row that names a key which is not in the replica is refused at once; what becomes of a key there is followed once its
-- event is applied. Until then a row may name a key that is gone (tier 3).
-- Rows that are here already are checked once the replica is filled.

ALTER TABLE "scripts-schema".script
  ADD CONSTRAINT script_author_id_fkey FOREIGN KEY (author_id)
  REFERENCES fountain_split.playwrights_playwright_author_id_replica (author_id)
  MATCH SIMPLE ON DELETE RESTRICT ON UPDATE CASCADE
  NOT DEFERRABLE NOT VALID;

-- The replica: the keys "metadata-schema".metadata(metadata_id) of service metadata that are alive, as far as this
-- service has heard; and the state of every key that it ever heard of.

SET ROLE scripts_split_owner;

CREATE TABLE fountain_split.metadata_metadata_metadata_id_replica (
  metadata_id integer NOT NULL,
  PRIMARY KEY (metadata_id)
);

CREATE TABLE fountain_split.metadata_metadata_metadata_id_state (
  key1 integer NOT NULL,
  epoch bigint NOT NULL DEFAULT 0,
  incarnation bigint NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 0,
  alive boolean NOT NULL DEFAULT false,
  closing bigint,
  pinned boolean NOT NULL DEFAULT false,
  successor1 integer,
  PRIMARY KEY (key1)
);

CREATE INDEX ON fountain_split.metadata_metadata_metadata_id_state (closing) WHERE closing IS NOT NULL;

COMMENT ON TABLE fountain_split.metadata_metadata_metadata_id_state IS 'Key state: version 0 is a key of which nothing is known yet; a dead key is a tombstone, with its successor after a key change';

GRANT SELECT ON fountain_split.metadata_metadata_metadata_id_replica, fountain_split.metadata_metadata_metadata_id_state TO scripts_split_runtime;

INSERT INTO fountain_split.source (service) VALUES ('metadata') ON CONFLICT DO NOTHING;

INSERT INTO fountain_split.replica (name, source) VALUES ('metadata_metadata_metadata_id', 'metadata');

RESET ROLE;

-- What keeps the replica: the consumer and the read-through go through these, nobody writes to it otherwise.

SET ROLE scripts_split_owner;

CREATE FUNCTION fountain_split.metadata_metadata_metadata_id_replay(acts text[], old1 text[], new1 text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $body$
#variable_conflict use_column
BEGIN
  MERGE INTO fountain_split.metadata_metadata_metadata_id_replica AS r
  USING (
    SELECT e.act, (e.old1::integer) AS old1, (e.new1::integer) AS new1
      FROM unnest(acts, old1, new1) WITH ORDINALITY AS e (act, old1, new1, place)
     ORDER BY e.place
    OFFSET 0
  ) AS e
  ON r.metadata_id = e.old1
  WHEN MATCHED AND e.act = 'delete' THEN DELETE
  WHEN MATCHED AND e.act = 'change' THEN UPDATE SET metadata_id = e.new1
  WHEN NOT MATCHED AND e.act = 'insert' THEN INSERT (metadata_id) VALUES (e.new1);
END
$body$;

CREATE FUNCTION fountain_split.metadata_metadata_metadata_id_lock(key1 text[])
RETURNS TABLE (place int, epoch bigint, incarnation bigint, version bigint, alive boolean, closing bigint, successor text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
BEGIN
  INSERT INTO fountain_split.metadata_metadata_metadata_id_state (key1)
  SELECT DISTINCT g.key1 FROM (
    SELECT (g.key1::integer) AS key1, g.place::int AS place
        FROM unnest(metadata_metadata_metadata_id_lock.key1) WITH ORDINALITY AS g (key1, place)
  ) AS g
  ORDER BY g.key1
  ON CONFLICT DO NOTHING;
  RETURN QUERY
  WITH given AS (
    SELECT (g.key1::integer) AS key1, g.place::int AS place
        FROM unnest(metadata_metadata_metadata_id_lock.key1) WITH ORDINALITY AS g (key1, place)
  ), locked AS (
    SELECT s.* FROM fountain_split.metadata_metadata_metadata_id_state AS s
     WHERE (s.key1) IN (SELECT g.key1 FROM given AS g)
     ORDER BY s.key1
       FOR UPDATE
  )
  SELECT g.place, CASE WHEN s.version = 0 AND m.mark > 0 THEN m.epoch ELSE s.epoch END, CASE WHEN s.version = 0 AND m.mark > 0 THEN m.mark ELSE s.incarnation END, CASE WHEN s.version = 0 AND m.mark > 0 THEN m.mark ELSE s.version END,
         s.alive, s.closing, ARRAY[s.successor1::text]
    FROM given AS g
    JOIN locked AS s ON s.key1 = g.key1
    LEFT JOIN fountain_split.source AS m ON m.service = 'metadata';
END
$body$;

CREATE FUNCTION fountain_split.metadata_metadata_metadata_id_record(key1 text[], epochs bigint[], incarnations bigint[], versions bigint[], alives boolean[], successor1 text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.metadata_metadata_metadata_id_state AS s
   SET epoch = g.epoch, incarnation = g.incarnation, version = g.version, alive = g.alive,
       successor1 = (g.successor1::integer)
  FROM unnest(metadata_metadata_metadata_id_record.key1, metadata_metadata_metadata_id_record.epochs, metadata_metadata_metadata_id_record.incarnations, metadata_metadata_metadata_id_record.versions, metadata_metadata_metadata_id_record.alives, metadata_metadata_metadata_id_record.successor1)
    AS g (key1, epoch, incarnation, version, alive, successor1)
 WHERE s.key1 = (g.key1::integer)
$body$;

CREATE FUNCTION fountain_split.metadata_metadata_metadata_id_learn(key1 text[], epochs bigint[], incarnations bigint[], versions bigint[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
WITH learned AS (
  INSERT INTO fountain_split.metadata_metadata_metadata_id_state AS s (key1, epoch, incarnation, version, alive)
  SELECT (g.key1::integer), g.epoch, g.incarnation, g.version, true
    FROM unnest(metadata_metadata_metadata_id_learn.key1, metadata_metadata_metadata_id_learn.epochs, metadata_metadata_metadata_id_learn.incarnations, metadata_metadata_metadata_id_learn.versions) AS g (key1, epoch, incarnation, version)
   ORDER BY 1
  ON CONFLICT (key1) DO UPDATE
     SET epoch = excluded.epoch, incarnation = excluded.incarnation, version = excluded.version, alive = true
   WHERE s.version = 0
  RETURNING s.key1
), kept AS (
  INSERT INTO fountain_split.metadata_metadata_metadata_id_replica (metadata_id)
  SELECT key1 FROM learned
)
SELECT count(*) FROM learned
$body$;

CREATE FUNCTION fountain_split.metadata_metadata_metadata_id_adopt(key1 integer, the_epoch bigint, the_incarnation bigint, the_version bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
DECLARE
  s fountain_split.metadata_metadata_metadata_id_state%ROWTYPE;
BEGIN
  INSERT INTO fountain_split.metadata_metadata_metadata_id_state (key1) VALUES (metadata_metadata_metadata_id_adopt.key1) ON CONFLICT DO NOTHING;
  SELECT * INTO STRICT s FROM fountain_split.metadata_metadata_metadata_id_state WHERE key1 = metadata_metadata_metadata_id_adopt.key1 FOR UPDATE;
  IF s.closing IS NOT NULL THEN
    RETURN 'closing';
  END IF;
  IF (s.epoch, s.version) >= (the_epoch, the_version) THEN
    RETURN CASE WHEN s.alive THEN 'known' ELSE 'dead' END;
  END IF;
  IF s.version = 0 AND EXISTS (
    SELECT FROM fountain_split.source AS m
     WHERE m.service = 'metadata' AND m.epoch = the_epoch AND m.mark >= the_version
  ) THEN
    DELETE FROM fountain_split.metadata_metadata_metadata_id_state WHERE key1 = metadata_metadata_metadata_id_adopt.key1;
    RETURN 'dead';
  END IF;
  IF s.alive AND s.incarnation < the_incarnation THEN
    -- A newer life implies that the older one ended: what hangs on it goes first.
    DELETE FROM fountain_split.metadata_metadata_metadata_id_replica WHERE metadata_id = metadata_metadata_metadata_id_adopt.key1;
    SET CONSTRAINTS ALL IMMEDIATE;
  END IF;
  IF NOT s.alive OR s.incarnation < the_incarnation THEN
    INSERT INTO fountain_split.metadata_metadata_metadata_id_replica (metadata_id) VALUES (metadata_metadata_metadata_id_adopt.key1);
  END IF;
  UPDATE fountain_split.metadata_metadata_metadata_id_state SET epoch = the_epoch, incarnation = the_incarnation, version = the_version, alive = true,
    successor1 = NULL
   WHERE key1 = metadata_metadata_metadata_id_adopt.key1;
  RETURN 'adopted';
END
$body$;

CREATE FUNCTION fountain_split.metadata_metadata_metadata_id_forget(the_epoch bigint, the_mark bigint) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.source SET epoch = the_epoch, mark = the_mark
 WHERE service = 'metadata' AND (epoch, mark) < (the_epoch, the_mark);
WITH forgotten AS (
  DELETE FROM fountain_split.metadata_metadata_metadata_id_state
   WHERE NOT alive AND NOT pinned AND closing IS NULL AND version > 0 AND (epoch, version) <= (the_epoch, the_mark)
  RETURNING 1
)
SELECT count(*) FROM forgotten
$body$;

CREATE FUNCTION fountain_split.metadata_metadata_metadata_id_follow(old1 integer, new1 integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
BEGIN
  DELETE FROM fountain_split.metadata_metadata_metadata_id_replica WHERE metadata_id = metadata_metadata_metadata_id_follow.old1;
END
$body$;

CREATE FUNCTION fountain_split.metadata_metadata_metadata_id_close(key1 text[], attempt bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.metadata_metadata_metadata_id_state AS s SET closing = attempt
  FROM unnest(metadata_metadata_metadata_id_close.key1) AS g (key1)
 WHERE s.key1 = (g.key1::integer)
$body$;

GRANT EXECUTE ON FUNCTION
  fountain_split.metadata_metadata_metadata_id_replay(text[], text[], text[]),
  fountain_split.metadata_metadata_metadata_id_lock(text[]),
  fountain_split.metadata_metadata_metadata_id_record(text[], bigint[], bigint[], bigint[], boolean[], text[]),
  fountain_split.metadata_metadata_metadata_id_learn(text[], bigint[], bigint[], bigint[]),
  fountain_split.metadata_metadata_metadata_id_close(text[], bigint),
  fountain_split.metadata_metadata_metadata_id_forget(bigint, bigint),
  fountain_split.metadata_metadata_metadata_id_follow(integer, integer),
  fountain_split.metadata_metadata_metadata_id_adopt(integer, bigint, bigint, bigint)
TO scripts_split_runtime;

GRANT EXECUTE ON FUNCTION fountain_split.metadata_metadata_metadata_id_adopt(integer, bigint, bigint, bigint) TO scripts;

RESET ROLE;

-- Has rows checked that are here before the replica is filled; the consumer calls it at its first start.

CREATE FUNCTION fountain_split.metadata_metadata_metadata_id_check() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  ALTER TABLE "scripts-schema".script VALIDATE CONSTRAINT script_metadata_fkey;
END
$body$;

REVOKE EXECUTE ON FUNCTION fountain_split.metadata_metadata_metadata_id_check() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION fountain_split.metadata_metadata_metadata_id_check() TO scripts_split_runtime;

-- In the place of script_metadata_fkey, which referred to service metadata: the same key towards the replica.
-- A row that names a key which is not in the replica is refused at once; what becomes of a key there is followed once its
-- event is applied. Until then a row may name a key that is gone (tier 3).
-- Rows that are here already are checked once the replica is filled.

ALTER TABLE "scripts-schema".script
  ADD CONSTRAINT script_metadata_fkey FOREIGN KEY (metadata_id)
  REFERENCES fountain_split.metadata_metadata_metadata_id_replica (metadata_id)
  MATCH SIMPLE ON DELETE SET NULL ON UPDATE NO ACTION
  DEFERRABLE INITIALLY DEFERRED NOT VALID;

GRANT USAGE ON SCHEMA "scripts-schema" TO scripts_split_runtime;

COMMIT;
