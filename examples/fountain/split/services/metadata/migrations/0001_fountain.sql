-- Service metadata, from fixtures/fountain.sql.
-- The statements stand as they are written there, less what other services own.
--
-- Left out, because it crosses:
--   foreign key crossreferences_scene_id_fkey of "metadata-schema".crossreferences
--     It references "scripts-schema".scene of scripts.
--   foreign key crossreferences_target_fkey of "metadata-schema".crossreferences
--     It references "scripts-schema".scene of scripts.
--   foreign key extendednotesresearch_script_id_fkey of "metadata-schema".extendednotesresearch
--     It references "scripts-schema".script of scripts.

CREATE SCHEMA "metadata-schema";

COMMENT ON SCHEMA "metadata-schema" IS 'Versions, cross-references, research';


-- How far a text has come. Metadata says it of the script as it stands, RevisionHistory of each revision.
CREATE TYPE "metadata-schema".DraftStatus AS ENUM ('outline', 'draft', 'rehearsal', 'published');
COMMENT ON TYPE "metadata-schema".DraftStatus IS 'How far a text has come';


-- Metadata ------------------------------------------------------------------------------------------------------------

CREATE TABLE "metadata-schema".Metadata (
    Metadata_ID            SERIAL PRIMARY KEY,
    Creation_Date          date NOT NULL DEFAULT CURRENT_DATE,
    Last_Modified_Date     timestamp with time zone NOT NULL DEFAULT now(),
    Version_Number         varchar(20) NOT NULL DEFAULT '1.0',
    Status                 "metadata-schema".DraftStatus NOT NULL DEFAULT 'draft',
    Additional_Information jsonb
);

CREATE TABLE "metadata-schema".CrossReferences (
    Cross_Reference_ID  SERIAL PRIMARY KEY,
    Scene_ID            integer NOT NULL,
    -- A scene that others point to may go only together with them: looked at when the transaction ends.
    Referenced_Scene_ID integer NOT NULL,
    Description         text
);

CREATE TABLE "metadata-schema".ExtendedNotesResearch (
    Research_ID      SERIAL PRIMARY KEY,
    Script_ID        integer,   -- research outlives the script it was made for
    Notes            text,
    Research_Details text
);

CREATE INDEX crossreferences_scene_id_idx ON "metadata-schema".CrossReferences (Scene_ID);
CREATE INDEX crossreferences_referenced_scene_id_idx ON "metadata-schema".CrossReferences (Referenced_Scene_ID);
CREATE INDEX extendednotesresearch_script_id_idx ON "metadata-schema".ExtendedNotesResearch (Script_ID);

CREATE FUNCTION "metadata-schema".touch_metadata() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.last_modified_date := now();
    RETURN NEW;
END;
$$;

CREATE TRIGGER metadata_touch
    BEFORE UPDATE ON "metadata-schema".Metadata
    FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION "metadata-schema".touch_metadata();

COMMENT ON TRIGGER metadata_touch ON "metadata-schema".Metadata IS 'Keeps Last_Modified_Date true';

INSERT INTO "metadata-schema".Metadata (Metadata_ID, Creation_Date, Version_Number, Status, Additional_Information) VALUES
    (1, '1603-01-01', 'Q2', 'published', '{"sources": ["First Quarto", "Second Quarto", "First Folio"]}');

COPY "metadata-schema".CrossReferences (Cross_Reference_ID, Scene_ID, Referenced_Scene_ID, Description) FROM stdin;
1	2	1	What the ghost asked for is what he cannot do
\.

INSERT INTO "metadata-schema".ExtendedNotesResearch (Research_ID, Script_ID, Notes, Research_Details) VALUES
    (1, 1, 'Quarto and Folio differ in some 230 lines', 'Saxo Grammaticus; Belleforest; a lost play of the 1580s');

SELECT pg_catalog.setval('"metadata-schema".metadata_metadata_id_seq', 1, true);
SELECT pg_catalog.setval('"metadata-schema".crossreferences_cross_reference_id_seq', 1, true);
SELECT pg_catalog.setval('"metadata-schema".extendednotesresearch_research_id_seq', 1, true);


-- Who may do what: the application connects as a member of play -------------------------------------------------------

GRANT USAGE ON SCHEMA
    "metadata-schema"
    TO play;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "metadata-schema" TO play;

GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA
    "metadata-schema"
    TO play;
