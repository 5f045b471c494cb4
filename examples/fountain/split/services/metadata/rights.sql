-- Service metadata: what its roles may do with what is its own. Run this after its migrations, and again after
-- each new one, as whoever runs those; running it again changes nothing.

BEGIN;

-- metadata, as which the service connects, reads and writes its relations.
GRANT USAGE ON SCHEMA "metadata-schema" TO metadata;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "metadata-schema" TO metadata;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "metadata-schema" TO metadata;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA "metadata-schema" TO metadata;

-- metadata_split_runtime, relay and consumer, finds rows that refer to nothing.
GRANT USAGE ON SCHEMA "metadata-schema" TO metadata_split_runtime;
GRANT SELECT (script_id) ON "metadata-schema".extendednotesresearch TO metadata_split_runtime;
GRANT SELECT (scene_id) ON "metadata-schema".crossreferences TO metadata_split_runtime;
GRANT SELECT (referenced_scene_id) ON "metadata-schema".crossreferences TO metadata_split_runtime;

COMMIT;
