-- Service metadata: what stands in the place of foreign keys to and from other services.
-- To be applied by an administrator, after cluster/roles.sql.

BEGIN;

-- The schema of all that stands here in the place of foreign keys. metadata_split_owner owns it;
-- metadata reaches it through functions, metadata_split_runtime (relay and consumer) as far as they must.

CREATE SCHEMA fountain_split AUTHORIZATION metadata_split_owner;

COMMENT ON SCHEMA fountain_split IS 'What replaces foreign keys between services (fountain-split); not to be written to by hand';

ALTER DEFAULT PRIVILEGES FOR ROLE metadata_split_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

GRANT USAGE ON SCHEMA fountain_split TO metadata, metadata_split_runtime;

SET ROLE metadata_split_owner;

CREATE TABLE fountain_split.service_state (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  service text NOT NULL,
  epoch bigint NOT NULL DEFAULT 1,
  mark bigint NOT NULL DEFAULT 0,
  waiting_relays text[] NOT NULL DEFAULT '{}'
);

INSERT INTO fountain_split.service_state (service) VALUES ('metadata');

CREATE SEQUENCE fountain_split.version CACHE 1;

GRANT SELECT, UPDATE (mark, waiting_relays) ON fountain_split.service_state TO metadata_split_runtime;

GRANT SELECT ON fountain_split.version TO metadata_split_runtime;

RESET ROLE;

-- What is told to other services, until the relay has it.

SET ROLE metadata_split_owner;

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

GRANT SELECT, DELETE, UPDATE (id) ON fountain_split.outbox TO metadata_split_runtime;

GRANT SELECT, INSERT, UPDATE ON fountain_split.relay_position TO metadata_split_runtime;

RESET ROLE;

SET ROLE metadata_split_owner;

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

SET ROLE metadata_split_owner;

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

GRANT SELECT, INSERT, UPDATE, DELETE ON fountain_split.inbox, fountain_split.applied TO metadata_split_runtime;

GRANT SELECT, UPDATE (filled, checked) ON fountain_split.replica TO metadata_split_runtime;

GRANT SELECT, INSERT, UPDATE ON fountain_split.source TO metadata_split_runtime;

RESET ROLE;

-- Releases: keys that somebody wants to go, attempts, votes and what was answered; the worker brings them forward.

SET ROLE metadata_split_owner;

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

GRANT SELECT, INSERT, UPDATE, DELETE ON fountain_split.release_request, fountain_split.release_attempt, fountain_split.release_vote, fountain_split.release_ballot, fountain_split.release_mark, fountain_split.release_message TO metadata_split_runtime;

GRANT USAGE ON SEQUENCE fountain_split.release_number TO metadata_split_runtime;

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

GRANT EXECUTE ON FUNCTION fountain_split.release_state(bigint), fountain_split.wait_for_release(bigint, interval) TO metadata, metadata_split_runtime;

RESET ROLE;

-- Sagas: what is made together with other services, step by step; the worker of src/operations.ts brings it forward.

SET ROLE metadata_split_owner;

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

GRANT SELECT, INSERT, UPDATE, DELETE ON fountain_split.saga_run, fountain_split.saga_step, fountain_split.saga_message TO metadata;

GRANT INSERT (letter) ON fountain_split.saga_message TO metadata_split_runtime;

RESET ROLE;

-- The register of "metadata-schema".metadata(metadata_id): which keys there are and were. scripts-schema.script refer to it.

SET ROLE metadata_split_owner;

CREATE TABLE fountain_split.metadata_metadata_id_register (
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

CREATE INDEX ON fountain_split.metadata_metadata_id_register (closing) WHERE closing IS NOT NULL;

COMMENT ON TABLE fountain_split.metadata_metadata_id_register IS 'Key register: incarnation is the version at the key''s insert; a dead key is a tombstone; closing is the attempt of a release';

GRANT SELECT ON fountain_split.metadata_metadata_id_register TO metadata_split_runtime;

RESET ROLE;

-- What happens to "metadata-schema".metadata(metadata_id) is told in the transaction in which it happens:
-- created and deleted keys are told;
-- a change is refused, also where nothing refers to the key, in the name of
--   script_metadata_fkey on "scripts-schema".script (scripts)

GRANT USAGE ON SCHEMA "metadata-schema" TO metadata_split_owner;

GRANT SELECT ON "metadata-schema".metadata TO metadata_split_owner;

SET ROLE metadata_split_owner;

CREATE FUNCTION fountain_split.metadata_metadata_id_created() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
  disputes boolean;
BEGIN
  WITH told AS (
    SELECT t.metadata_id AS key1, nextval('fountain_split.version') AS version FROM changed_rows AS t
  ), registered AS (
    INSERT INTO fountain_split.metadata_metadata_id_register AS r (key1, incarnation, version, alive, transaction, statement)
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
    SELECT 'metadata.metadata_metadata_id', key1::text, 'metadata.metadata_metadata_id.created',
           jsonb_build_object('key', jsonb_build_object('metadata_id', key1)),
           'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
           this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
      FROM registered
  )
  SELECT bool_or(disputed) INTO disputes FROM registered;
  IF disputes THEN
    PERFORM fountain_split.metadata_metadata_id_settle();
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.metadata_metadata_id_deleted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
  disputes boolean;
BEGIN
  WITH told AS (
    SELECT t.metadata_id AS key1, nextval('fountain_split.version') AS version FROM changed_rows AS t
  ), registered AS (
    INSERT INTO fountain_split.metadata_metadata_id_register AS r (key1, incarnation, version, alive, transaction, statement)
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
    SELECT 'metadata.metadata_metadata_id', key1::text, 'metadata.metadata_metadata_id.deleted',
           jsonb_build_object('key', jsonb_build_object('metadata_id', key1)),
           'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
           this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
      FROM registered
  )
  SELECT bool_or(disputed) INTO disputes FROM registered;
  IF disputes THEN
    PERFORM fountain_split.metadata_metadata_id_settle();
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.metadata_metadata_id_settle() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
BEGIN
  WITH settled AS (
    UPDATE fountain_split.metadata_metadata_id_register AS r
       SET alive = NOT r.alive, previous = r.version, version = s.next, incarnation = CASE WHEN r.alive THEN r.incarnation ELSE s.next END
      FROM (
        SELECT s.key1, nextval('fountain_split.version') AS next
          FROM fountain_split.metadata_metadata_id_register AS s
         WHERE s.disputed AND s.transaction = this_transaction AND s.statement = this_statement
           AND s.alive IS DISTINCT FROM EXISTS (
                 SELECT FROM "metadata-schema".metadata AS t WHERE t.metadata_id = s.key1
               )
      ) AS s
     WHERE r.key1 = s.key1
    RETURNING r.key1, r.alive, r.incarnation, r.version, r.previous
  )
  INSERT INTO fountain_split.outbox (aggregatetype, aggregateid, type, payload, tracingspancontext, transaction, statement, epoch, incarnation, version, previous)
  SELECT 'metadata.metadata_metadata_id', key1::text, CASE WHEN alive THEN 'metadata.metadata_metadata_id.created' ELSE 'metadata.metadata_metadata_id.deleted' END,
         jsonb_build_object('key', jsonb_build_object('metadata_id', key1), 'settles', true),
         'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
         this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
    FROM settled;
END
$body$;

CREATE FUNCTION fountain_split.metadata_metadata_id_change_refused() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'foreign_key_violation',
    MESSAGE = 'update or delete on table "metadata" violates foreign key constraint "script_metadata_fkey" on table "script"',
    DETAIL = 'Key (metadata_id) may be referenced from table "script" of service scripts.',
    HINT = 'Keys that other services refer to cannot be changed; insert a row with the new key instead.',
    SCHEMA = 'scripts-schema',
    TABLE = 'script',
    CONSTRAINT = 'script_metadata_fkey';
END
$body$;

CREATE FUNCTION fountain_split.metadata_metadata_id_truncate_refused() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'feature_not_supported',
    MESSAGE = 'cannot truncate a table referenced in a foreign key constraint',
    DETAIL = 'Tables of other services ("scripts-schema.script") reference "metadata".',
    HINT = 'Use DELETE, which other services are told of.';
END
$body$;

RESET ROLE;

CREATE TRIGGER "!fountain_split_begin"
  BEFORE INSERT OR DELETE OR UPDATE ON "metadata-schema".metadata
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.statement_begins();

CREATE TRIGGER "~fountain_split_2_end"
  AFTER INSERT OR DELETE OR UPDATE ON "metadata-schema".metadata
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.statement_ends();

CREATE TRIGGER "~fountain_split_1_metadata_metadata_id_created"
  AFTER INSERT ON "metadata-schema".metadata REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.metadata_metadata_id_created();

CREATE TRIGGER "~fountain_split_1_metadata_metadata_id_deleted"
  AFTER DELETE ON "metadata-schema".metadata REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.metadata_metadata_id_deleted();

CREATE TRIGGER "~fountain_split_1_metadata_metadata_id_change_refused"
  AFTER UPDATE ON "metadata-schema".metadata
  FOR EACH ROW WHEN (OLD.metadata_id IS DISTINCT FROM NEW.metadata_id)
  EXECUTE FUNCTION fountain_split.metadata_metadata_id_change_refused();

CREATE TRIGGER "~fountain_split_truncate"
  BEFORE TRUNCATE ON "metadata-schema".metadata
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.metadata_metadata_id_truncate_refused();

INSERT INTO fountain_split.metadata_metadata_id_register (key1, incarnation, version, alive)
SELECT k.key1, k.version, k.version, true
  FROM (
    SELECT r.metadata_id AS key1, nextval('fountain_split.version') AS version FROM "metadata-schema".metadata AS r
     WHERE r.metadata_id IS NOT NULL
  ) AS k
ON CONFLICT DO NOTHING;

-- The replica: the keys "scripts-schema".script(script_id) of service scripts that are alive, as far as this
-- service has heard; and the state of every key that it ever heard of.

SET ROLE metadata_split_owner;

CREATE TABLE fountain_split.scripts_script_script_id_replica (
  script_id integer NOT NULL,
  PRIMARY KEY (script_id)
);

CREATE TABLE fountain_split.scripts_script_script_id_state (
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

CREATE INDEX ON fountain_split.scripts_script_script_id_state (closing) WHERE closing IS NOT NULL;

COMMENT ON TABLE fountain_split.scripts_script_script_id_state IS 'Key state: version 0 is a key of which nothing is known yet; a dead key is a tombstone, with its successor after a key change';

GRANT SELECT ON fountain_split.scripts_script_script_id_replica, fountain_split.scripts_script_script_id_state TO metadata_split_runtime;

INSERT INTO fountain_split.source (service) VALUES ('scripts') ON CONFLICT DO NOTHING;

INSERT INTO fountain_split.replica (name, source) VALUES ('scripts_script_script_id', 'scripts');

RESET ROLE;

-- What keeps the replica: the consumer and the read-through go through these, nobody writes to it otherwise.

SET ROLE metadata_split_owner;

CREATE FUNCTION fountain_split.scripts_script_script_id_replay(acts text[], old1 text[], new1 text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $body$
#variable_conflict use_column
BEGIN
  MERGE INTO fountain_split.scripts_script_script_id_replica AS r
  USING (
    SELECT e.act, (e.old1::integer) AS old1, (e.new1::integer) AS new1
      FROM unnest(acts, old1, new1) WITH ORDINALITY AS e (act, old1, new1, place)
     ORDER BY e.place
    OFFSET 0
  ) AS e
  ON r.script_id = e.old1
  WHEN MATCHED AND e.act = 'delete' THEN DELETE
  WHEN MATCHED AND e.act = 'change' THEN UPDATE SET script_id = e.new1
  WHEN NOT MATCHED AND e.act = 'insert' THEN INSERT (script_id) VALUES (e.new1);
END
$body$;

CREATE FUNCTION fountain_split.scripts_script_script_id_lock(key1 text[])
RETURNS TABLE (place int, epoch bigint, incarnation bigint, version bigint, alive boolean, closing bigint, successor text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
BEGIN
  INSERT INTO fountain_split.scripts_script_script_id_state (key1)
  SELECT DISTINCT g.key1 FROM (
    SELECT (g.key1::integer) AS key1, g.place::int AS place
        FROM unnest(scripts_script_script_id_lock.key1) WITH ORDINALITY AS g (key1, place)
  ) AS g
  ORDER BY g.key1
  ON CONFLICT DO NOTHING;
  RETURN QUERY
  WITH given AS (
    SELECT (g.key1::integer) AS key1, g.place::int AS place
        FROM unnest(scripts_script_script_id_lock.key1) WITH ORDINALITY AS g (key1, place)
  ), locked AS (
    SELECT s.* FROM fountain_split.scripts_script_script_id_state AS s
     WHERE (s.key1) IN (SELECT g.key1 FROM given AS g)
     ORDER BY s.key1
       FOR UPDATE
  )
  SELECT g.place, CASE WHEN s.version = 0 AND m.mark > 0 THEN m.epoch ELSE s.epoch END, CASE WHEN s.version = 0 AND m.mark > 0 THEN m.mark ELSE s.incarnation END, CASE WHEN s.version = 0 AND m.mark > 0 THEN m.mark ELSE s.version END,
         s.alive, s.closing, ARRAY[s.successor1::text]
    FROM given AS g
    JOIN locked AS s ON s.key1 = g.key1
    LEFT JOIN fountain_split.source AS m ON m.service = 'scripts';
END
$body$;

CREATE FUNCTION fountain_split.scripts_script_script_id_record(key1 text[], epochs bigint[], incarnations bigint[], versions bigint[], alives boolean[], successor1 text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.scripts_script_script_id_state AS s
   SET epoch = g.epoch, incarnation = g.incarnation, version = g.version, alive = g.alive,
       successor1 = (g.successor1::integer)
  FROM unnest(scripts_script_script_id_record.key1, scripts_script_script_id_record.epochs, scripts_script_script_id_record.incarnations, scripts_script_script_id_record.versions, scripts_script_script_id_record.alives, scripts_script_script_id_record.successor1)
    AS g (key1, epoch, incarnation, version, alive, successor1)
 WHERE s.key1 = (g.key1::integer)
$body$;

CREATE FUNCTION fountain_split.scripts_script_script_id_learn(key1 text[], epochs bigint[], incarnations bigint[], versions bigint[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
WITH learned AS (
  INSERT INTO fountain_split.scripts_script_script_id_state AS s (key1, epoch, incarnation, version, alive)
  SELECT (g.key1::integer), g.epoch, g.incarnation, g.version, true
    FROM unnest(scripts_script_script_id_learn.key1, scripts_script_script_id_learn.epochs, scripts_script_script_id_learn.incarnations, scripts_script_script_id_learn.versions) AS g (key1, epoch, incarnation, version)
   ORDER BY 1
  ON CONFLICT (key1) DO UPDATE
     SET epoch = excluded.epoch, incarnation = excluded.incarnation, version = excluded.version, alive = true
   WHERE s.version = 0
  RETURNING s.key1
), kept AS (
  INSERT INTO fountain_split.scripts_script_script_id_replica (script_id)
  SELECT key1 FROM learned
)
SELECT count(*) FROM learned
$body$;

CREATE FUNCTION fountain_split.scripts_script_script_id_adopt(key1 integer, the_epoch bigint, the_incarnation bigint, the_version bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
DECLARE
  s fountain_split.scripts_script_script_id_state%ROWTYPE;
BEGIN
  INSERT INTO fountain_split.scripts_script_script_id_state (key1) VALUES (scripts_script_script_id_adopt.key1) ON CONFLICT DO NOTHING;
  SELECT * INTO STRICT s FROM fountain_split.scripts_script_script_id_state WHERE key1 = scripts_script_script_id_adopt.key1 FOR UPDATE;
  IF s.closing IS NOT NULL THEN
    RETURN 'closing';
  END IF;
  IF (s.epoch, s.version) >= (the_epoch, the_version) THEN
    RETURN CASE WHEN s.alive THEN 'known' ELSE 'dead' END;
  END IF;
  IF s.version = 0 AND EXISTS (
    SELECT FROM fountain_split.source AS m
     WHERE m.service = 'scripts' AND m.epoch = the_epoch AND m.mark >= the_version
  ) THEN
    DELETE FROM fountain_split.scripts_script_script_id_state WHERE key1 = scripts_script_script_id_adopt.key1;
    RETURN 'dead';
  END IF;
  IF s.alive AND s.incarnation < the_incarnation THEN
    -- A newer life implies that the older one ended: what hangs on it goes first.
    DELETE FROM fountain_split.scripts_script_script_id_replica WHERE script_id = scripts_script_script_id_adopt.key1;
    SET CONSTRAINTS ALL IMMEDIATE;
  END IF;
  IF NOT s.alive OR s.incarnation < the_incarnation THEN
    INSERT INTO fountain_split.scripts_script_script_id_replica (script_id) VALUES (scripts_script_script_id_adopt.key1);
  END IF;
  UPDATE fountain_split.scripts_script_script_id_state SET epoch = the_epoch, incarnation = the_incarnation, version = the_version, alive = true,
    successor1 = NULL
   WHERE key1 = scripts_script_script_id_adopt.key1;
  RETURN 'adopted';
END
$body$;

CREATE FUNCTION fountain_split.scripts_script_script_id_forget(the_epoch bigint, the_mark bigint) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.source SET epoch = the_epoch, mark = the_mark
 WHERE service = 'scripts' AND (epoch, mark) < (the_epoch, the_mark);
WITH forgotten AS (
  DELETE FROM fountain_split.scripts_script_script_id_state
   WHERE NOT alive AND NOT pinned AND closing IS NULL AND version > 0 AND (epoch, version) <= (the_epoch, the_mark)
  RETURNING 1
)
SELECT count(*) FROM forgotten
$body$;

CREATE FUNCTION fountain_split.scripts_script_script_id_follow(old1 integer, new1 integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
BEGIN
  DELETE FROM fountain_split.scripts_script_script_id_replica WHERE script_id = scripts_script_script_id_follow.old1;
END
$body$;

CREATE FUNCTION fountain_split.scripts_script_script_id_close(key1 text[], attempt bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.scripts_script_script_id_state AS s SET closing = attempt
  FROM unnest(scripts_script_script_id_close.key1) AS g (key1)
 WHERE s.key1 = (g.key1::integer)
$body$;

GRANT EXECUTE ON FUNCTION
  fountain_split.scripts_script_script_id_replay(text[], text[], text[]),
  fountain_split.scripts_script_script_id_lock(text[]),
  fountain_split.scripts_script_script_id_record(text[], bigint[], bigint[], bigint[], boolean[], text[]),
  fountain_split.scripts_script_script_id_learn(text[], bigint[], bigint[], bigint[]),
  fountain_split.scripts_script_script_id_close(text[], bigint),
  fountain_split.scripts_script_script_id_forget(bigint, bigint),
  fountain_split.scripts_script_script_id_follow(integer, integer),
  fountain_split.scripts_script_script_id_adopt(integer, bigint, bigint, bigint)
TO metadata_split_runtime;

GRANT EXECUTE ON FUNCTION fountain_split.scripts_script_script_id_adopt(integer, bigint, bigint, bigint) TO metadata;

RESET ROLE;

-- Has rows checked that are here before the replica is filled; the consumer calls it at its first start.

CREATE FUNCTION fountain_split.scripts_script_script_id_check() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  ALTER TABLE "metadata-schema".extendednotesresearch VALIDATE CONSTRAINT extendednotesresearch_script_id_fkey;
END
$body$;

REVOKE EXECUTE ON FUNCTION fountain_split.scripts_script_script_id_check() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION fountain_split.scripts_script_script_id_check() TO metadata_split_runtime;

-- In the place of extendednotesresearch_script_id_fkey, which referred to service scripts: the same key towards the replica.
-- A row that names a key which is not in the replica is refused at once; what becomes of a key there is followed once its
-- event is applied. Until then a row may name a key that is gone (tier 3).
-- Rows that are here already are checked once the replica is filled.

ALTER TABLE "metadata-schema".extendednotesresearch
  ADD CONSTRAINT extendednotesresearch_script_id_fkey FOREIGN KEY (script_id)
  REFERENCES fountain_split.scripts_script_script_id_replica (script_id)
  MATCH SIMPLE ON DELETE SET NULL ON UPDATE NO ACTION
  NOT DEFERRABLE NOT VALID;

-- The replica: the keys "scripts-schema".scene(scene_id) of service scripts that are alive, as far as this
-- service has heard; and the state of every key that it ever heard of.

SET ROLE metadata_split_owner;

CREATE TABLE fountain_split.scripts_scene_scene_id_replica (
  scene_id integer NOT NULL,
  PRIMARY KEY (scene_id)
);

CREATE TABLE fountain_split.scripts_scene_scene_id_state (
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

CREATE INDEX ON fountain_split.scripts_scene_scene_id_state (closing) WHERE closing IS NOT NULL;

COMMENT ON TABLE fountain_split.scripts_scene_scene_id_state IS 'Key state: version 0 is a key of which nothing is known yet; a dead key is a tombstone, with its successor after a key change';

GRANT SELECT ON fountain_split.scripts_scene_scene_id_replica, fountain_split.scripts_scene_scene_id_state TO metadata_split_runtime;

INSERT INTO fountain_split.source (service) VALUES ('scripts') ON CONFLICT DO NOTHING;

INSERT INTO fountain_split.replica (name, source) VALUES ('scripts_scene_scene_id', 'scripts');

RESET ROLE;

-- What keeps the replica: the consumer and the read-through go through these, nobody writes to it otherwise.

SET ROLE metadata_split_owner;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_replay(acts text[], old1 text[], new1 text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $body$
#variable_conflict use_column
BEGIN
  MERGE INTO fountain_split.scripts_scene_scene_id_replica AS r
  USING (
    SELECT e.act, (e.old1::integer) AS old1, (e.new1::integer) AS new1
      FROM unnest(acts, old1, new1) WITH ORDINALITY AS e (act, old1, new1, place)
     ORDER BY e.place
    OFFSET 0
  ) AS e
  ON r.scene_id = e.old1
  WHEN MATCHED AND e.act = 'delete' THEN DELETE
  WHEN MATCHED AND e.act = 'change' THEN UPDATE SET scene_id = e.new1
  WHEN NOT MATCHED AND e.act = 'insert' THEN INSERT (scene_id) VALUES (e.new1);
END
$body$;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_lock(key1 text[])
RETURNS TABLE (place int, epoch bigint, incarnation bigint, version bigint, alive boolean, closing bigint, successor text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
BEGIN
  INSERT INTO fountain_split.scripts_scene_scene_id_state (key1)
  SELECT DISTINCT g.key1 FROM (
    SELECT (g.key1::integer) AS key1, g.place::int AS place
        FROM unnest(scripts_scene_scene_id_lock.key1) WITH ORDINALITY AS g (key1, place)
  ) AS g
  ORDER BY g.key1
  ON CONFLICT DO NOTHING;
  RETURN QUERY
  WITH given AS (
    SELECT (g.key1::integer) AS key1, g.place::int AS place
        FROM unnest(scripts_scene_scene_id_lock.key1) WITH ORDINALITY AS g (key1, place)
  ), locked AS (
    SELECT s.* FROM fountain_split.scripts_scene_scene_id_state AS s
     WHERE (s.key1) IN (SELECT g.key1 FROM given AS g)
     ORDER BY s.key1
       FOR UPDATE
  )
  SELECT g.place, CASE WHEN s.version = 0 AND m.mark > 0 THEN m.epoch ELSE s.epoch END, CASE WHEN s.version = 0 AND m.mark > 0 THEN m.mark ELSE s.incarnation END, CASE WHEN s.version = 0 AND m.mark > 0 THEN m.mark ELSE s.version END,
         s.alive, s.closing, ARRAY[s.successor1::text]
    FROM given AS g
    JOIN locked AS s ON s.key1 = g.key1
    LEFT JOIN fountain_split.source AS m ON m.service = 'scripts';
END
$body$;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_record(key1 text[], epochs bigint[], incarnations bigint[], versions bigint[], alives boolean[], successor1 text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.scripts_scene_scene_id_state AS s
   SET epoch = g.epoch, incarnation = g.incarnation, version = g.version, alive = g.alive,
       successor1 = (g.successor1::integer)
  FROM unnest(scripts_scene_scene_id_record.key1, scripts_scene_scene_id_record.epochs, scripts_scene_scene_id_record.incarnations, scripts_scene_scene_id_record.versions, scripts_scene_scene_id_record.alives, scripts_scene_scene_id_record.successor1)
    AS g (key1, epoch, incarnation, version, alive, successor1)
 WHERE s.key1 = (g.key1::integer)
$body$;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_learn(key1 text[], epochs bigint[], incarnations bigint[], versions bigint[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
WITH learned AS (
  INSERT INTO fountain_split.scripts_scene_scene_id_state AS s (key1, epoch, incarnation, version, alive)
  SELECT (g.key1::integer), g.epoch, g.incarnation, g.version, true
    FROM unnest(scripts_scene_scene_id_learn.key1, scripts_scene_scene_id_learn.epochs, scripts_scene_scene_id_learn.incarnations, scripts_scene_scene_id_learn.versions) AS g (key1, epoch, incarnation, version)
   ORDER BY 1
  ON CONFLICT (key1) DO UPDATE
     SET epoch = excluded.epoch, incarnation = excluded.incarnation, version = excluded.version, alive = true
   WHERE s.version = 0
  RETURNING s.key1
), kept AS (
  INSERT INTO fountain_split.scripts_scene_scene_id_replica (scene_id)
  SELECT key1 FROM learned
)
SELECT count(*) FROM learned
$body$;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_adopt(key1 integer, the_epoch bigint, the_incarnation bigint, the_version bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
DECLARE
  s fountain_split.scripts_scene_scene_id_state%ROWTYPE;
BEGIN
  INSERT INTO fountain_split.scripts_scene_scene_id_state (key1) VALUES (scripts_scene_scene_id_adopt.key1) ON CONFLICT DO NOTHING;
  SELECT * INTO STRICT s FROM fountain_split.scripts_scene_scene_id_state WHERE key1 = scripts_scene_scene_id_adopt.key1 FOR UPDATE;
  IF s.closing IS NOT NULL THEN
    RETURN 'closing';
  END IF;
  IF (s.epoch, s.version) >= (the_epoch, the_version) THEN
    RETURN CASE WHEN s.alive THEN 'known' ELSE 'dead' END;
  END IF;
  IF s.version = 0 AND EXISTS (
    SELECT FROM fountain_split.source AS m
     WHERE m.service = 'scripts' AND m.epoch = the_epoch AND m.mark >= the_version
  ) THEN
    DELETE FROM fountain_split.scripts_scene_scene_id_state WHERE key1 = scripts_scene_scene_id_adopt.key1;
    RETURN 'dead';
  END IF;
  IF s.alive AND s.incarnation < the_incarnation THEN
    -- A newer life implies that the older one ended: what hangs on it goes first.
    DELETE FROM fountain_split.scripts_scene_scene_id_replica WHERE scene_id = scripts_scene_scene_id_adopt.key1;
    SET CONSTRAINTS ALL IMMEDIATE;
  END IF;
  IF NOT s.alive OR s.incarnation < the_incarnation THEN
    INSERT INTO fountain_split.scripts_scene_scene_id_replica (scene_id) VALUES (scripts_scene_scene_id_adopt.key1);
  END IF;
  UPDATE fountain_split.scripts_scene_scene_id_state SET epoch = the_epoch, incarnation = the_incarnation, version = the_version, alive = true,
    successor1 = NULL
   WHERE key1 = scripts_scene_scene_id_adopt.key1;
  RETURN 'adopted';
END
$body$;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_forget(the_epoch bigint, the_mark bigint) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.source SET epoch = the_epoch, mark = the_mark
 WHERE service = 'scripts' AND (epoch, mark) < (the_epoch, the_mark);
WITH forgotten AS (
  DELETE FROM fountain_split.scripts_scene_scene_id_state
   WHERE NOT alive AND NOT pinned AND closing IS NULL AND version > 0 AND (epoch, version) <= (the_epoch, the_mark)
  RETURNING 1
)
SELECT count(*) FROM forgotten
$body$;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_follow(old1 integer, new1 integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
BEGIN
  DELETE FROM fountain_split.scripts_scene_scene_id_replica WHERE scene_id = scripts_scene_scene_id_follow.old1;
END
$body$;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_close(key1 text[], attempt bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
UPDATE fountain_split.scripts_scene_scene_id_state AS s SET closing = attempt
  FROM unnest(scripts_scene_scene_id_close.key1) AS g (key1)
 WHERE s.key1 = (g.key1::integer)
$body$;

GRANT EXECUTE ON FUNCTION
  fountain_split.scripts_scene_scene_id_replay(text[], text[], text[]),
  fountain_split.scripts_scene_scene_id_lock(text[]),
  fountain_split.scripts_scene_scene_id_record(text[], bigint[], bigint[], bigint[], boolean[], text[]),
  fountain_split.scripts_scene_scene_id_learn(text[], bigint[], bigint[], bigint[]),
  fountain_split.scripts_scene_scene_id_close(text[], bigint),
  fountain_split.scripts_scene_scene_id_forget(bigint, bigint),
  fountain_split.scripts_scene_scene_id_follow(integer, integer),
  fountain_split.scripts_scene_scene_id_adopt(integer, bigint, bigint, bigint)
TO metadata_split_runtime;

GRANT EXECUTE ON FUNCTION fountain_split.scripts_scene_scene_id_adopt(integer, bigint, bigint, bigint) TO metadata;

RESET ROLE;

-- Before a key "scripts-schema".scene(scene_id) goes, service scripts asks; PostgreSQL answers here.
-- A yes closes the key to new references, by a guard on what refers to it; the actions run once all have agreed.

SET ROLE metadata_split_owner;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_close_release(key1 integer, attempt bigint, the_epoch bigint, the_version bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $body$
#variable_conflict use_column
DECLARE
  s fountain_split.scripts_scene_scene_id_state%ROWTYPE;
BEGIN
  SELECT * INTO s FROM fountain_split.scripts_scene_scene_id_state AS s WHERE s.key1 = scripts_scene_scene_id_close_release.key1 FOR UPDATE;
  -- It may have been another key before.
  IF NOT FOUND OR (s.epoch, s.version) < (scripts_scene_scene_id_close_release.the_epoch, scripts_scene_scene_id_close_release.the_version) THEN
    RETURN false;
  END IF;
  -- Rows that are being written hold it; who comes afterwards sees that the key closes.
  PERFORM FROM fountain_split.scripts_scene_scene_id_replica AS p WHERE p.scene_id = s.key1 FOR UPDATE;
  UPDATE fountain_split.scripts_scene_scene_id_state AS s SET closing = scripts_scene_scene_id_close_release.attempt WHERE s.key1 = scripts_scene_scene_id_close_release.key1;
  RETURN true;
END
$body$;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_judge_release(attempts bigint[]) RETURNS jsonb
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
    INSERT INTO fountain_split.release_trial (transaction) VALUES (pg_current_xact_id());
        DELETE FROM fountain_split.scripts_scene_scene_id_replica AS p
         USING fountain_split.scripts_scene_scene_id_state AS s
         WHERE s.closing = ANY (scripts_scene_scene_id_judge_release.attempts) AND p.scene_id = s.key1;
    SET CONSTRAINTS ALL IMMEDIATE;
  SELECT coalesce(jsonb_agg(to_jsonb(t) - 'transaction' ORDER BY t.aggregate, t.subject), '[]') INTO own
    FROM fountain_split.release_trial AS t WHERE t.transaction = pg_current_xact_id() AND t.aggregate IS NOT NULL;
  RAISE EXCEPTION USING ERRCODE = 'FSTRY', MESSAGE = 'only tried';
    EXCEPTION WHEN OTHERS THEN
      IF SQLSTATE ~ '^(40|53|55|57|58|XX)' THEN
        RAISE;
      END IF;
      GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, text = MESSAGE_TEXT, more = PG_EXCEPTION_DETAIL, named = CONSTRAINT_NAME, of_schema = SCHEMA_NAME, of_table = TABLE_NAME;
      IF state <> 'FSTRY' THEN
        RETURN jsonb_build_object('refusal', jsonb_strip_nulls(jsonb_build_object(
            'sqlstate', state, 'message', text, 'detail', nullif(more, ''), 'constraint', nullif(named, ''),
            'relation', nullif(concat_ws('.', nullif(of_schema, ''), nullif(of_table, '')), '')
          )));
      END IF;
  END;
  RETURN jsonb_build_object('acts', true, 'own', own);
END
$body$;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_reopen_release(key1 integer, attempt bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
WITH opened AS (
  UPDATE fountain_split.scripts_scene_scene_id_state AS s SET closing = NULL
   WHERE s.key1 = scripts_scene_scene_id_reopen_release.key1 AND s.closing = scripts_scene_scene_id_reopen_release.attempt
  RETURNING s.alive, s.key1
)
INSERT INTO fountain_split.scripts_scene_scene_id_replica (scene_id)
SELECT o.key1 FROM opened AS o WHERE o.alive
ON CONFLICT DO NOTHING
$body$;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_apply_release(attempts bigint[], epochs bigint[], versions bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
BEGIN
  PERFORM FROM fountain_split.scripts_scene_scene_id_state AS s WHERE s.closing = ANY (scripts_scene_scene_id_apply_release.attempts) ORDER BY s.key1 FOR UPDATE;
  DELETE FROM fountain_split.scripts_scene_scene_id_replica AS p
   USING fountain_split.scripts_scene_scene_id_state AS s, unnest(scripts_scene_scene_id_apply_release.attempts, scripts_scene_scene_id_apply_release.epochs, scripts_scene_scene_id_apply_release.versions) AS g (attempt, epoch, version)
   WHERE s.closing = g.attempt AND s.alive AND (s.epoch, s.incarnation) <= (g.epoch, g.version) AND p.scene_id = s.key1;
  SET CONSTRAINTS ALL IMMEDIATE;
  UPDATE fountain_split.scripts_scene_scene_id_state AS s SET alive = false FROM unnest(scripts_scene_scene_id_apply_release.attempts, scripts_scene_scene_id_apply_release.epochs, scripts_scene_scene_id_apply_release.versions) AS g (attempt, epoch, version) WHERE s.closing = g.attempt AND s.alive AND (s.epoch, s.incarnation) <= (g.epoch, g.version);
  UPDATE fountain_split.scripts_scene_scene_id_state AS s SET closing = NULL WHERE s.closing = ANY (scripts_scene_scene_id_apply_release.attempts);
END
$body$;

GRANT EXECUTE ON FUNCTION
  fountain_split.scripts_scene_scene_id_close_release(integer, bigint, bigint, bigint),
  fountain_split.scripts_scene_scene_id_judge_release(bigint[]),
  fountain_split.scripts_scene_scene_id_reopen_release(integer, bigint),
  fountain_split.scripts_scene_scene_id_apply_release(bigint[], bigint[], bigint[])
TO metadata_split_runtime;

RESET ROLE;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_list_some(attempts bigint[], few integer, most integer)
RETURNS TABLE (reference integer, places tid[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  places := ARRAY(
    SELECT r.ctid FROM fountain_split.scripts_scene_scene_id_state AS s
      JOIN "metadata-schema".crossreferences AS r ON r.scene_id = s.key1
     WHERE s.closing = ANY (scripts_scene_scene_id_list_some.attempts)
     LIMIT scripts_scene_scene_id_list_some.most
  );
  IF cardinality(places) > scripts_scene_scene_id_list_some.few THEN
    RETURN QUERY SELECT 1, places;
    RETURN;
  END IF;
END
$body$;

COMMENT ON FUNCTION fountain_split.scripts_scene_scene_id_list_some(bigint[], integer, integer) IS 'Of keys that go: the first of their references that more than few rows have, and where at most so many of those rows are';

CREATE FUNCTION fountain_split.scripts_scene_scene_id_act_on_some(attempts bigint[], reference integer, places tid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' SET plan_cache_mode = 'force_generic_plan' AS $body$
DECLARE
  touched bigint;
BEGIN
  IF scripts_scene_scene_id_act_on_some.reference = 1 THEN
    DELETE FROM "metadata-schema".crossreferences AS r USING fountain_split.scripts_scene_scene_id_state AS s
       WHERE s.closing = ANY (scripts_scene_scene_id_act_on_some.attempts) AND r.scene_id = s.key1 AND r.ctid = ANY (scripts_scene_scene_id_act_on_some.places);
    GET DIAGNOSTICS touched = ROW_COUNT;
  END IF;
  RETURN touched;
END
$body$;

COMMENT ON FUNCTION fountain_split.scripts_scene_scene_id_act_on_some(bigint[], integer, tid[]) IS 'Does to rows at these places what the end of the keys does to them; tells to how many it was done';

REVOKE EXECUTE ON FUNCTION fountain_split.scripts_scene_scene_id_list_some(bigint[], integer, integer), fountain_split.scripts_scene_scene_id_act_on_some(bigint[], integer, tid[]) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION fountain_split.scripts_scene_scene_id_list_some(bigint[], integer, integer), fountain_split.scripts_scene_scene_id_act_on_some(bigint[], integer, tid[]) TO metadata_split_runtime;

SET ROLE metadata_split_owner;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_closing_guard_1() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  closing bigint;
BEGIN
  SELECT s.closing INTO closing FROM fountain_split.scripts_scene_scene_id_state AS s
   WHERE s.key1 = NEW.scene_id
     FOR KEY SHARE OF s;
  IF NOT FOUND THEN
    INSERT INTO fountain_split.scripts_scene_scene_id_state (key1) VALUES (NEW.scene_id) ON CONFLICT DO NOTHING;
    SELECT s.closing INTO closing FROM fountain_split.scripts_scene_scene_id_state AS s
     WHERE s.key1 = NEW.scene_id
       FOR KEY SHARE OF s;
  END IF;
  IF closing IS NOT NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = 'insert or update on table "crossreferences" violates foreign key constraint "crossreferences_scene_id_fkey"',
      DETAIL = 'The key in table "scene" of service scripts is being released.',
      HINT = 'Try again when the release is over.',
      SCHEMA = 'metadata-schema',
      TABLE = 'crossreferences',
      CONSTRAINT = 'crossreferences_scene_id_fkey';
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_closing_rows_1() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    PERFORM FROM fountain_split.scripts_scene_scene_id_state AS s
     WHERE EXISTS (SELECT FROM new_rows AS n WHERE s.key1 = n.scene_id)
       FOR KEY SHARE OF s;
  END IF;
  IF EXISTS (
    SELECT FROM fountain_split.scripts_scene_scene_id_state AS s
     WHERE s.closing IS NOT NULL AND EXISTS (SELECT FROM new_rows AS n WHERE s.key1 = n.scene_id)
  ) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = 'insert or update on table "crossreferences" violates foreign key constraint "crossreferences_scene_id_fkey"',
      DETAIL = 'The key in table "scene" of service scripts is being released.',
      HINT = 'Try again when the release is over.',
      SCHEMA = 'metadata-schema',
      TABLE = 'crossreferences',
      CONSTRAINT = 'crossreferences_scene_id_fkey';
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.scripts_scene_scene_id_closing_guard_2() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  closing bigint;
BEGIN
  SELECT s.closing INTO closing FROM fountain_split.scripts_scene_scene_id_state AS s
   WHERE s.key1 = NEW.referenced_scene_id
     FOR KEY SHARE OF s;
  IF NOT FOUND THEN
    INSERT INTO fountain_split.scripts_scene_scene_id_state (key1) VALUES (NEW.referenced_scene_id) ON CONFLICT DO NOTHING;
    SELECT s.closing INTO closing FROM fountain_split.scripts_scene_scene_id_state AS s
     WHERE s.key1 = NEW.referenced_scene_id
       FOR KEY SHARE OF s;
  END IF;
  IF closing IS NOT NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'foreign_key_violation',
      MESSAGE = 'insert or update on table "crossreferences" violates foreign key constraint "crossreferences_target_fkey"',
      DETAIL = 'The key in table "scene" of service scripts is being released.',
      HINT = 'Try again when the release is over.',
      SCHEMA = 'metadata-schema',
      TABLE = 'crossreferences',
      CONSTRAINT = 'crossreferences_target_fkey';
  END IF;
  RETURN NULL;
END
$body$;

RESET ROLE;

CREATE TRIGGER "A_fountain_split_scripts_scene_scene_id_1"
  AFTER UPDATE OF scene_id ON "metadata-schema".crossreferences
  FOR EACH ROW WHEN (NEW.scene_id IS NOT NULL)
  EXECUTE FUNCTION fountain_split.scripts_scene_scene_id_closing_guard_1();

CREATE TRIGGER "A_fountain_split_scripts_scene_scene_id_1_rows"
  AFTER INSERT ON "metadata-schema".crossreferences REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.scripts_scene_scene_id_closing_rows_1();

CREATE TRIGGER "A_fountain_split_scripts_scene_scene_id_2"
  AFTER INSERT OR UPDATE OF referenced_scene_id ON "metadata-schema".crossreferences
  FOR EACH ROW WHEN (NEW.referenced_scene_id IS NOT NULL)
  EXECUTE FUNCTION fountain_split.scripts_scene_scene_id_closing_guard_2();

-- Has rows checked that are here before the replica is filled; the consumer calls it at its first start.

CREATE FUNCTION fountain_split.scripts_scene_scene_id_check() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  ALTER TABLE "metadata-schema".crossreferences VALIDATE CONSTRAINT crossreferences_scene_id_fkey;
  ALTER TABLE "metadata-schema".crossreferences VALIDATE CONSTRAINT crossreferences_target_fkey;
END
$body$;

REVOKE EXECUTE ON FUNCTION fountain_split.scripts_scene_scene_id_check() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION fountain_split.scripts_scene_scene_id_check() TO metadata_split_runtime;

-- In the place of crossreferences_scene_id_fkey, which referred to service scripts: the same key towards the replica.
-- A row that names a key which is not in the replica is refused at once; what becomes of a key there is followed once its
-- event is applied. Until then a row may name a key that is gone (tier 3).
-- Rows that are here already are checked once the replica is filled.

ALTER TABLE "metadata-schema".crossreferences
  ADD CONSTRAINT crossreferences_scene_id_fkey FOREIGN KEY (scene_id)
  REFERENCES fountain_split.scripts_scene_scene_id_replica (scene_id)
  MATCH SIMPLE ON DELETE CASCADE ON UPDATE NO ACTION
  NOT DEFERRABLE NOT VALID;

-- In the place of crossreferences_target_fkey, which referred to service scripts: the same key towards the replica.
-- A row that names a key which is not in the replica is refused at once; what becomes of a key there is followed once its
-- event is applied. Until then a row may name a key that is gone (tier 3).
-- Rows that are here already are checked once the replica is filled.

ALTER TABLE "metadata-schema".crossreferences
  ADD CONSTRAINT crossreferences_target_fkey FOREIGN KEY (referenced_scene_id)
  REFERENCES fountain_split.scripts_scene_scene_id_replica (scene_id)
  MATCH SIMPLE ON DELETE NO ACTION ON UPDATE NO ACTION
  DEFERRABLE INITIALLY DEFERRED NOT VALID;

GRANT USAGE ON SCHEMA "metadata-schema" TO metadata_split_runtime;

COMMIT;
