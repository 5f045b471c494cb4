-- Service supporting, from fixtures/fountain.sql.
-- The statements stand as they are written there, less what other services own.
--
-- Left out, because it crosses:
--   foreign key note_script_id_fkey of "supporting-schema".note
--     It references "scripts-schema".script of scripts.
--   foreign key sectionheading_script_fkey of "supporting-schema".sectionheading
--     It references "scripts-schema".script of scripts.
--   foreign key titlepage_script_fkey of "supporting-schema".titlepage
--     It references "scripts-schema".script of scripts.
--   foreign key revisionhistory_script_fkey of "supporting-schema".revisionhistory
--     It references "scripts-schema".script of scripts.

CREATE SCHEMA "metadata-schema";
CREATE SCHEMA "supporting-schema";

COMMENT ON SCHEMA "metadata-schema" IS 'Versions, cross-references, research';
COMMENT ON SCHEMA "supporting-schema" IS 'Notes, headings, title pages, revisions';


-- How far a text has come. Metadata says it of the script as it stands, RevisionHistory of each revision.
CREATE TYPE "metadata-schema".DraftStatus AS ENUM ('outline', 'draft', 'rehearsal', 'published');
COMMENT ON TYPE "metadata-schema".DraftStatus IS 'How far a text has come';


-- Supporting ----------------------------------------------------------------------------------------------------------

CREATE TABLE "supporting-schema".Note (
    Note_ID   SERIAL PRIMARY KEY,
    Script_ID integer NOT NULL,
    Type      varchar(40) NOT NULL DEFAULT 'general',
    Text      text NOT NULL
);

CREATE TABLE "supporting-schema".SectionHeading (
    Section_ID SERIAL PRIMARY KEY,
    Script_ID  integer NOT NULL,
    Text       text NOT NULL
);

CREATE TABLE "supporting-schema".TitlePage (
    Title_Page_ID SERIAL PRIMARY KEY,
    Script_ID     integer NOT NULL UNIQUE,
    Text          text NOT NULL
);

CREATE TABLE "supporting-schema".RevisionHistory (
    Revision_ID        SERIAL PRIMARY KEY,
    Script_ID          integer NOT NULL,
    Date               date NOT NULL DEFAULT CURRENT_DATE,
    Status             "metadata-schema".DraftStatus,
    Change_Description text NOT NULL,
    Editor             varchar(120)
);

ALTER TABLE "supporting-schema".SectionHeading
    ADD CONSTRAINT sectionheading_not_empty CHECK (Text <> '');

CREATE INDEX note_script_id_idx ON "supporting-schema".Note (Script_ID, Type);
CREATE INDEX sectionheading_script_id_idx ON "supporting-schema".SectionHeading (Script_ID);
CREATE INDEX revisionhistory_script_id_idx ON "supporting-schema".RevisionHistory (Script_ID, Date DESC);

INSERT INTO "supporting-schema".Note (Note_ID, Script_ID, Type, Text) VALUES
    (1, 1, 'staging', 'The ghost is heard before it is seen');
INSERT INTO "supporting-schema".SectionHeading (Section_ID, Script_ID, Text) VALUES (1, 1, '# Act One');
INSERT INTO "supporting-schema".TitlePage (Title_Page_ID, Script_ID, Text) VALUES
    (1, 1, E'Title: Hamlet\nCredit: by\nAuthor: William Shakespeare');

COPY "supporting-schema".RevisionHistory (Revision_ID, Script_ID, Date, Status, Change_Description, Editor) FROM stdin;
1	1	1604-01-01	published	Newly imprinted and enlarged to almost as much again as it was	Nicholas Ling
2	1	1623-11-08	published	Folio text	John Heminges; Henry Condell
\.

SELECT pg_catalog.setval('"supporting-schema".note_note_id_seq', 1, true);
SELECT pg_catalog.setval('"supporting-schema".sectionheading_section_id_seq', 1, true);
SELECT pg_catalog.setval('"supporting-schema".titlepage_title_page_id_seq', 1, true);
SELECT pg_catalog.setval('"supporting-schema".revisionhistory_revision_id_seq', 2, true);


-- Who may do what: the application connects as a member of play -------------------------------------------------------

GRANT USAGE ON SCHEMA
    "metadata-schema",
    "supporting-schema"
    TO play;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "metadata-schema" TO play;
GRANT SELECT, INSERT, UPDATE, DELETE ON
    "supporting-schema".Note, "supporting-schema".SectionHeading, "supporting-schema".TitlePage
    TO play;
-- History is written, never rewritten.
GRANT SELECT, INSERT ON "supporting-schema".RevisionHistory TO play;

GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA
    "metadata-schema",
    "supporting-schema"
    TO play;
