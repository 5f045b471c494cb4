-- Service characters: what stands in the place of foreign keys to and from other services.
-- To be applied by an administrator, after cluster/roles.sql.

BEGIN;

-- The schema of all that stands here in the place of foreign keys. characters_split_owner owns it;
-- characters reaches it through functions, characters_split_runtime (relay and consumer) as far as they must.

CREATE SCHEMA fountain_split AUTHORIZATION characters_split_owner;

COMMENT ON SCHEMA fountain_split IS 'What replaces foreign keys between services (fountain-split); not to be written to by hand';

ALTER DEFAULT PRIVILEGES FOR ROLE characters_split_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

GRANT USAGE ON SCHEMA fountain_split TO characters, characters_split_runtime;

SET ROLE characters_split_owner;

CREATE TABLE fountain_split.service_state (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  service text NOT NULL,
  epoch bigint NOT NULL DEFAULT 1,
  mark bigint NOT NULL DEFAULT 0,
  waiting_relays text[] NOT NULL DEFAULT '{}'
);

INSERT INTO fountain_split.service_state (service) VALUES ('characters');

CREATE SEQUENCE fountain_split.version CACHE 1;

GRANT SELECT, UPDATE (mark, waiting_relays) ON fountain_split.service_state TO characters_split_runtime;

GRANT SELECT ON fountain_split.version TO characters_split_runtime;

RESET ROLE;

-- What is told to other services, until the relay has it.

SET ROLE characters_split_owner;

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

GRANT SELECT, DELETE, UPDATE (id) ON fountain_split.outbox TO characters_split_runtime;

GRANT SELECT, INSERT, UPDATE ON fountain_split.relay_position TO characters_split_runtime;

RESET ROLE;

SET ROLE characters_split_owner;

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

-- The register of "characters-schema"."character"(character_id): which keys there are and were. scripts-schema.action, scripts-schema.dialogue refer to it.

SET ROLE characters_split_owner;

CREATE TABLE fountain_split.character_character_id_register (
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

COMMENT ON TABLE fountain_split.character_character_id_register IS 'Key register: incarnation is the version at the key''s insert; a dead key is a tombstone; closing is the attempt of a release';

GRANT SELECT ON fountain_split.character_character_id_register TO characters_split_runtime;

RESET ROLE;

-- What happens to "characters-schema"."character"(character_id) is told in the transaction in which it happens:
-- created and deleted keys are told;
-- a change is refused, also where nothing refers to the key, in the name of
--   dialogue_character_fkey on "scripts-schema".dialogue (scripts)

GRANT USAGE ON SCHEMA "characters-schema" TO characters_split_owner;

GRANT SELECT ON "characters-schema"."character" TO characters_split_owner;

SET ROLE characters_split_owner;

CREATE FUNCTION fountain_split.character_character_id_created() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
  disputes boolean;
BEGIN
  WITH told AS (
    SELECT t.character_id AS key1, nextval('fountain_split.version') AS version FROM changed_rows AS t
  ), registered AS (
    INSERT INTO fountain_split.character_character_id_register AS r (key1, incarnation, version, alive, transaction, statement)
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
    SELECT 'characters.character_character_id', key1::text, 'characters.character_character_id.created',
           jsonb_build_object('key', jsonb_build_object('character_id', key1)),
           'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
           this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
      FROM registered
  )
  SELECT bool_or(disputed) INTO disputes FROM registered;
  IF disputes THEN
    PERFORM fountain_split.character_character_id_settle();
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.character_character_id_deleted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
  disputes boolean;
BEGIN
  WITH told AS (
    SELECT t.character_id AS key1, nextval('fountain_split.version') AS version FROM changed_rows AS t
  ), registered AS (
    INSERT INTO fountain_split.character_character_id_register AS r (key1, incarnation, version, alive, transaction, statement)
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
    SELECT 'characters.character_character_id', key1::text, 'characters.character_character_id.deleted',
           jsonb_build_object('key', jsonb_build_object('character_id', key1)),
           'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
           this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
      FROM registered
  )
  SELECT bool_or(disputed) INTO disputes FROM registered;
  IF disputes THEN
    PERFORM fountain_split.character_character_id_settle();
  END IF;
  RETURN NULL;
END
$body$;

CREATE FUNCTION fountain_split.character_character_id_settle() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  this_transaction xid8 := pg_current_xact_id();
  this_statement int := coalesce(nullif(current_setting('fountain_split.statement', true), ''), '0')::int;
BEGIN
  WITH settled AS (
    UPDATE fountain_split.character_character_id_register AS r
       SET alive = NOT r.alive, previous = r.version, version = s.next, incarnation = CASE WHEN r.alive THEN r.incarnation ELSE s.next END
      FROM (
        SELECT s.key1, nextval('fountain_split.version') AS next
          FROM fountain_split.character_character_id_register AS s
         WHERE s.disputed AND s.transaction = this_transaction AND s.statement = this_statement
           AND s.alive IS DISTINCT FROM EXISTS (
                 SELECT FROM "characters-schema"."character" AS t WHERE t.character_id = s.key1
               )
      ) AS s
     WHERE r.key1 = s.key1
    RETURNING r.key1, r.alive, r.incarnation, r.version, r.previous
  )
  INSERT INTO fountain_split.outbox (aggregatetype, aggregateid, type, payload, tracingspancontext, transaction, statement, epoch, incarnation, version, previous)
  SELECT 'characters.character_character_id', key1::text, CASE WHEN alive THEN 'characters.character_character_id.created' ELSE 'characters.character_character_id.deleted' END,
         jsonb_build_object('key', jsonb_build_object('character_id', key1), 'settles', true),
         'traceparent=' || nullif(current_setting('fountain_split.traceparent', true), ''),
         this_transaction, this_statement, (SELECT epoch FROM fountain_split.service_state), incarnation, version, previous
    FROM settled;
END
$body$;

CREATE FUNCTION fountain_split.character_character_id_change_refused() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'foreign_key_violation',
    MESSAGE = 'update or delete on table "character" violates foreign key constraint "dialogue_character_fkey" on table "dialogue"',
    DETAIL = 'Key (character_id) may be referenced from table "dialogue" of service scripts.',
    HINT = 'Keys that other services refer to cannot be changed; insert a row with the new key instead.',
    SCHEMA = 'scripts-schema',
    TABLE = 'dialogue',
    CONSTRAINT = 'dialogue_character_fkey';
END
$body$;

CREATE FUNCTION fountain_split.character_character_id_truncate_refused() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'feature_not_supported',
    MESSAGE = 'cannot truncate a table referenced in a foreign key constraint',
    DETAIL = 'Tables of other services ("scripts-schema.action", "scripts-schema.dialogue") reference "character".',
    HINT = 'Use DELETE, which other services are told of.';
END
$body$;

RESET ROLE;

CREATE TRIGGER "!fountain_split_begin"
  BEFORE INSERT OR DELETE OR UPDATE OF character_id ON "characters-schema"."character"
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.statement_begins();

CREATE TRIGGER "~fountain_split_2_end"
  AFTER INSERT OR DELETE OR UPDATE OF character_id ON "characters-schema"."character"
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.statement_ends();

CREATE TRIGGER "~fountain_split_1_character_character_id_created"
  AFTER INSERT ON "characters-schema"."character" REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.character_character_id_created();

CREATE TRIGGER "~fountain_split_1_character_character_id_deleted"
  AFTER DELETE ON "characters-schema"."character" REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.character_character_id_deleted();

CREATE TRIGGER "~fountain_split_1_character_character_id_change_refused"
  AFTER UPDATE ON "characters-schema"."character"
  FOR EACH ROW WHEN (OLD.character_id IS DISTINCT FROM NEW.character_id)
  EXECUTE FUNCTION fountain_split.character_character_id_change_refused();

CREATE TRIGGER "~fountain_split_truncate"
  BEFORE TRUNCATE ON "characters-schema"."character"
  FOR EACH STATEMENT EXECUTE FUNCTION fountain_split.character_character_id_truncate_refused();

INSERT INTO fountain_split.character_character_id_register (key1, incarnation, version, alive)
SELECT k.character_id, k.version, k.version, true
  FROM (
    SELECT r.*, nextval('fountain_split.version') AS version FROM "characters-schema"."character" AS r
     WHERE r.character_id IS NOT NULL
  ) AS k
ON CONFLICT DO NOTHING;

COMMIT;
