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

-- The register of "scripts-schema".script(script_id): which keys there are and were. formatting-schema.centeredtext, formatting-schema.pagebreak, metadata-schema.extendednotesresearch, supporting-schema.note, supporting-schema.sectionheading refer to it.

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

COMMENT ON TABLE fountain_split.script_script_id_register IS 'Key register: incarnation is the version at the key''s insert; a dead key is a tombstone; closing is the attempt of a release';

GRANT SELECT ON fountain_split.script_script_id_register TO scripts_split_runtime;

RESET ROLE;

-- What happens to "scripts-schema".script(script_id) is told in the transaction in which it happens:
-- created and deleted keys are told;
-- a change is refused, also where nothing refers to the key, in the name of
--   centeredtext_script_id_fkey on "formatting-schema".centeredtext (formatting)
--   pagebreak_script_id_fkey on "formatting-schema".pagebreak (formatting)
--   extendednotesresearch_script_id_fkey on "metadata-schema".extendednotesresearch (metadata)
--   note_script_id_fkey on "supporting-schema".note (supporting)
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
    MESSAGE = 'update or delete on table "script" violates foreign key constraint "centeredtext_script_id_fkey" on table "centeredtext"',
    DETAIL = 'Key (script_id) may be referenced from table "centeredtext" of service formatting.',
    HINT = 'Keys that other services refer to cannot be changed; insert a row with the new key instead.',
    SCHEMA = 'formatting-schema',
    TABLE = 'centeredtext',
    CONSTRAINT = 'centeredtext_script_id_fkey';
END
$body$;

CREATE FUNCTION fountain_split.script_script_id_truncate_refused() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'feature_not_supported',
    MESSAGE = 'cannot truncate a table referenced in a foreign key constraint',
    DETAIL = 'Tables of other services ("formatting-schema.centeredtext", "formatting-schema.pagebreak", "metadata-schema.extendednotesresearch", "supporting-schema.note", "supporting-schema.sectionheading") reference "script".',
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
SELECT k.script_id, k.version, k.version, true
  FROM (
    SELECT r.*, nextval('fountain_split.version') AS version FROM "scripts-schema".script AS r
     WHERE r.script_id IS NOT NULL
  ) AS k
ON CONFLICT DO NOTHING;

-- The register of "scripts-schema".scene(scene_id): which keys there are and were. metadata-schema.crossreferences, production-schema.musicsound refer to it.

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

COMMENT ON TABLE fountain_split.scene_scene_id_register IS 'Key register: incarnation is the version at the key''s insert; a dead key is a tombstone; closing is the attempt of a release';

GRANT SELECT ON fountain_split.scene_scene_id_register TO scripts_split_runtime;

RESET ROLE;

-- What happens to "scripts-schema".scene(scene_id) is told in the transaction in which it happens:
-- created and deleted keys are told;
-- a change is refused, also where nothing refers to the key, in the name of
--   crossreferences_scene_id_fkey on "metadata-schema".crossreferences (metadata)
--   musicsound_scene_id_fkey on "production-schema".musicsound (production)

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
    MESSAGE = 'update or delete on table "scene" violates foreign key constraint "crossreferences_scene_id_fkey" on table "crossreferences"',
    DETAIL = 'Key (scene_id) may be referenced from table "crossreferences" of service metadata.',
    HINT = 'Keys that other services refer to cannot be changed; insert a row with the new key instead.',
    SCHEMA = 'metadata-schema',
    TABLE = 'crossreferences',
    CONSTRAINT = 'crossreferences_scene_id_fkey';
END
$body$;

CREATE FUNCTION fountain_split.scene_scene_id_truncate_refused() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'feature_not_supported',
    MESSAGE = 'cannot truncate a table referenced in a foreign key constraint',
    DETAIL = 'Tables of other services ("metadata-schema.crossreferences", "production-schema.musicsound") reference "scene".',
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
SELECT k.scene_id, k.version, k.version, true
  FROM (
    SELECT r.*, nextval('fountain_split.version') AS version FROM "scripts-schema".scene AS r
     WHERE r.scene_id IS NOT NULL
  ) AS k
ON CONFLICT DO NOTHING;

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
