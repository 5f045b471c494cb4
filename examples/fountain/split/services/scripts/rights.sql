-- Service scripts: what its roles may do with what is its own. Run this after its migrations, and again after
-- each new one, as whoever runs those; running it again changes nothing.

BEGIN;

-- scripts, as which the service connects, reads and writes its relations.
GRANT USAGE ON SCHEMA "scripts-schema" TO scripts;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "scripts-schema" TO scripts;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "scripts-schema" TO scripts;

-- scripts_split_runtime, relay and consumer, finds rows that refer to nothing.
GRANT USAGE ON SCHEMA "scripts-schema" TO scripts_split_runtime;
GRANT SELECT (character_id) ON "scripts-schema".action TO scripts_split_runtime;
GRANT SELECT (character_id) ON "scripts-schema".dialogue TO scripts_split_runtime;
GRANT SELECT (author_id) ON "scripts-schema".script TO scripts_split_runtime;
GRANT SELECT (metadata_id) ON "scripts-schema".script TO scripts_split_runtime;

COMMIT;
