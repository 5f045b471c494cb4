-- Service formatting, from fixtures/fountain.sql.
-- The statements stand as they are written there, less what other services own.
--
-- Left out, because it crosses:
--   foreign key centeredtext_script_id_fkey of "formatting-schema".centeredtext
--     It references "scripts-schema".script of scripts.
--   foreign key pagebreak_script_id_fkey of "formatting-schema".pagebreak
--     It references "scripts-schema".script of scripts.
--   foreign key formattingrules_script_fkey of "formatting-schema".formattingrules
--     It references "scripts-schema".script of scripts.

CREATE SCHEMA "formatting-schema";

COMMENT ON SCHEMA "formatting-schema" IS 'How a script is set on the page';


-- Formatting ----------------------------------------------------------------------------------------------------------

CREATE TABLE "formatting-schema".CenteredText (
    Centered_ID SERIAL PRIMARY KEY,
    Script_ID   integer NOT NULL,
    Text        text NOT NULL
);

CREATE TABLE "formatting-schema".PageBreak (
    Page_Break_ID SERIAL PRIMARY KEY,
    Script_ID     integer NOT NULL,
    Page_Number   integer NOT NULL,
    CONSTRAINT pagebreak_page_number_check CHECK (Page_Number >= 1)
);

CREATE TABLE "formatting-schema".FormattingRules (
    Rule_ID          SERIAL PRIMARY KEY,
    -- A rule outlives its script as a rule of the house.
    Script_ID        integer NOT NULL DEFAULT 0,
    Rule_Description text NOT NULL
);

CREATE INDEX centeredtext_script_id_idx ON "formatting-schema".CenteredText (Script_ID);
CREATE UNIQUE INDEX pagebreak_script_page_key ON "formatting-schema".PageBreak (Script_ID, Page_Number);
CREATE INDEX formattingrules_script_id_idx ON "formatting-schema".FormattingRules (Script_ID);

INSERT INTO "formatting-schema".CenteredText (Centered_ID, Script_ID, Text) VALUES (1, 1, '> THE END <');
INSERT INTO "formatting-schema".PageBreak (Page_Break_ID, Script_ID, Page_Number) VALUES (1, 1, 1), (2, 1, 34);
INSERT INTO "formatting-schema".FormattingRules (Rule_ID, Rule_Description) VALUES (1, 'Names of characters in capitals');
INSERT INTO "formatting-schema".FormattingRules (Rule_ID, Script_ID, Rule_Description) VALUES (2, 1, 'Verse keeps its lines');

SELECT pg_catalog.setval('"formatting-schema".centeredtext_centered_id_seq', 1, true);
SELECT pg_catalog.setval('"formatting-schema".pagebreak_page_break_id_seq', 2, true);
SELECT pg_catalog.setval('"formatting-schema".formattingrules_rule_id_seq', 2, true);


-- Who may do what: the application connects as a member of play -------------------------------------------------------

GRANT USAGE ON SCHEMA
    "formatting-schema"
    TO play;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "formatting-schema" TO play;

GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA
    "formatting-schema"
    TO play;
