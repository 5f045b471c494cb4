-- Service production: what its roles may do with what is its own. Run this after its migrations, and again after
-- each new one, as whoever runs those; running it again changes nothing.

BEGIN;

-- production, as which the service connects, reads and writes its relations.
GRANT USAGE ON SCHEMA "production-schema" TO production;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "production-schema" TO production;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "production-schema" TO production;

-- production_split_runtime, relay and consumer, finds rows that refer to nothing.
GRANT USAGE ON SCHEMA "production-schema" TO production_split_runtime;
GRANT SELECT (scene_id) ON "production-schema".musicsound TO production_split_runtime;
GRANT SELECT (scene_id) ON "production-schema".props TO production_split_runtime;
GRANT SELECT (character_id) ON "production-schema".casting TO production_split_runtime;

COMMIT;
