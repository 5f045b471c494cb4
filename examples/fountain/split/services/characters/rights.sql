-- Service characters: what its roles may do with what is its own. Run this after its migrations, and again after
-- each new one, as whoever runs those; running it again changes nothing.

BEGIN;

-- characters, as which the service connects, reads and writes its relations.
GRANT USAGE ON SCHEMA "characters-schema" TO characters;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "characters-schema" TO characters;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "characters-schema" TO characters;

-- characters_split_runtime, relay and consumer, finds rows that refer to nothing.
GRANT USAGE ON SCHEMA "characters-schema" TO characters_split_runtime;
GRANT SELECT (script_id) ON "characters-schema"."character" TO characters_split_runtime;

COMMIT;
