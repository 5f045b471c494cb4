-- Service formatting: what its roles may do with what is its own. Run this after its migrations, and again after
-- each new one, as whoever runs those; running it again changes nothing.

BEGIN;

-- formatting, as which the service connects, reads and writes its relations.
GRANT USAGE ON SCHEMA "formatting-schema" TO formatting;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "formatting-schema" TO formatting;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "formatting-schema" TO formatting;

-- formatting_split_runtime, relay and consumer, finds rows that refer to nothing.
GRANT USAGE ON SCHEMA "formatting-schema" TO formatting_split_runtime;
GRANT SELECT (script_id) ON "formatting-schema".centeredtext TO formatting_split_runtime;
GRANT SELECT (script_id) ON "formatting-schema".formattingrules TO formatting_split_runtime;
GRANT SELECT (script_id) ON "formatting-schema".pagebreak TO formatting_split_runtime;

COMMIT;
