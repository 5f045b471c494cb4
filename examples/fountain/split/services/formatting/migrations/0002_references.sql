-- Service formatting: what stands in the place of foreign keys to and from other services.
-- To be applied by an administrator, after cluster/roles.sql.

BEGIN;

-- The schema of all that stands here in the place of foreign keys. formatting_split_owner owns it;
-- formatting reaches it through functions, formatting_split_runtime (relay and consumer) as far as they must.

CREATE SCHEMA fountain_split AUTHORIZATION formatting_split_owner;

COMMENT ON SCHEMA fountain_split IS 'What replaces foreign keys between services (fountain-split); not to be written to by hand';

ALTER DEFAULT PRIVILEGES FOR ROLE formatting_split_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

GRANT USAGE ON SCHEMA fountain_split TO formatting, formatting_split_runtime;

SET ROLE formatting_split_owner;

CREATE TABLE fountain_split.service_state (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  service text NOT NULL,
  epoch bigint NOT NULL DEFAULT 1,
  mark bigint NOT NULL DEFAULT 0,
  waiting_relays text[] NOT NULL DEFAULT '{}'
);

INSERT INTO fountain_split.service_state (service) VALUES ('formatting');

CREATE SEQUENCE fountain_split.version CACHE 1;

GRANT SELECT, UPDATE (mark, waiting_relays) ON fountain_split.service_state TO formatting_split_runtime;

GRANT SELECT ON fountain_split.version TO formatting_split_runtime;

RESET ROLE;

-- What other services tell, until the consumer has applied it.

SET ROLE formatting_split_owner;

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

GRANT SELECT, INSERT, UPDATE, DELETE ON fountain_split.inbox, fountain_split.applied TO formatting_split_runtime;

GRANT SELECT, UPDATE (filled, checked) ON fountain_split.replica TO formatting_split_runtime;

GRANT SELECT, INSERT, UPDATE ON fountain_split.source TO formatting_split_runtime;

RESET ROLE;

-- The replica: the keys "scripts-schema".script(script_id) of service scripts that are alive, as far as this
-- service has heard; and the state of every key that it ever heard of.

SET ROLE formatting_split_owner;

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

COMMENT ON TABLE fountain_split.scripts_script_script_id_state IS 'Key state: version 0 is a key of which nothing is known yet; a dead key is a tombstone, with its successor after a key change';

GRANT SELECT ON fountain_split.scripts_script_script_id_replica, fountain_split.scripts_script_script_id_state TO formatting_split_runtime;

INSERT INTO fountain_split.source (service) VALUES ('scripts') ON CONFLICT DO NOTHING;

INSERT INTO fountain_split.replica (name, source) VALUES ('scripts_script_script_id', 'scripts');

RESET ROLE;

-- What keeps the replica: the consumer and the read-through go through these, nobody writes to it otherwise.

SET ROLE formatting_split_owner;

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
TO formatting_split_runtime;

GRANT EXECUTE ON FUNCTION fountain_split.scripts_script_script_id_adopt(integer, bigint, bigint, bigint) TO formatting;

RESET ROLE;

-- Has rows checked that are here before the replica is filled; the consumer calls it at its first start.

CREATE FUNCTION fountain_split.scripts_script_script_id_check() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  ALTER TABLE "formatting-schema".centeredtext VALIDATE CONSTRAINT centeredtext_script_id_fkey;
  ALTER TABLE "formatting-schema".pagebreak VALIDATE CONSTRAINT pagebreak_script_id_fkey;
END
$body$;

REVOKE EXECUTE ON FUNCTION fountain_split.scripts_script_script_id_check() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION fountain_split.scripts_script_script_id_check() TO formatting_split_runtime;

-- In the place of centeredtext_script_id_fkey, which referred to service scripts: the same key towards the replica.
-- A row that names a key which is not in the replica is refused at once; what becomes of a key there is followed once its
-- event is applied. Until then a row may name a key that is gone (tier 3).
-- Rows that are here already are checked once the replica is filled.

ALTER TABLE "formatting-schema".centeredtext
  ADD CONSTRAINT centeredtext_script_id_fkey FOREIGN KEY (script_id)
  REFERENCES fountain_split.scripts_script_script_id_replica (script_id)
  MATCH SIMPLE ON DELETE CASCADE ON UPDATE NO ACTION
  NOT DEFERRABLE NOT VALID;

-- In the place of pagebreak_script_id_fkey, which referred to service scripts: the same key towards the replica.
-- A row that names a key which is not in the replica is refused at once; what becomes of a key there is followed once its
-- event is applied. Until then a row may name a key that is gone (tier 3).
-- Rows that are here already are checked once the replica is filled.

ALTER TABLE "formatting-schema".pagebreak
  ADD CONSTRAINT pagebreak_script_id_fkey FOREIGN KEY (script_id)
  REFERENCES fountain_split.scripts_script_script_id_replica (script_id)
  MATCH SIMPLE ON DELETE CASCADE ON UPDATE NO ACTION
  NOT DEFERRABLE NOT VALID;

COMMIT;
