-- Service playwrights: what its roles may do with what is its own. Run this after its migrations, and again after
-- each new one, as whoever runs those; running it again changes nothing.

BEGIN;

-- playwrights, as which the service connects, reads and writes its relations.
GRANT USAGE ON SCHEMA "playwrights-schema" TO playwrights;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "playwrights-schema" TO playwrights;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "playwrights-schema" TO playwrights;

COMMIT;
