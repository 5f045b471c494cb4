-- Service supporting: what its roles may do with what is its own. Run this after its migrations, and again after
-- each new one, as whoever runs those; running it again changes nothing.

BEGIN;

-- supporting, as which the service connects, reads and writes its relations.
GRANT USAGE ON SCHEMA "metadata-schema", "supporting-schema" TO supporting;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "supporting-schema" TO supporting;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "supporting-schema" TO supporting;

-- supporting_split_runtime, relay and consumer, finds rows that refer to nothing.
GRANT USAGE ON SCHEMA "supporting-schema" TO supporting_split_runtime;
GRANT SELECT (script_id) ON "supporting-schema".note TO supporting_split_runtime;
GRANT SELECT (script_id) ON "supporting-schema".revisionhistory TO supporting_split_runtime;
GRANT SELECT (script_id) ON "supporting-schema".sectionheading TO supporting_split_runtime;
GRANT SELECT (script_id) ON "supporting-schema".titlepage TO supporting_split_runtime;

COMMIT;
