-- Service playwrights, from fixtures/fountain.sql.
-- The statements stand as they are written there, less what other services own.

CREATE SCHEMA "playwrights-schema";

COMMENT ON SCHEMA "playwrights-schema" IS 'Who wrote it';


-- Playwrights ---------------------------------------------------------------------------------------------------------

CREATE TABLE "playwrights-schema".Playwright (
    Author_ID           SERIAL PRIMARY KEY,
    Name                varchar(200) NOT NULL,
    Biography           text,
    Contact_Information text
);

CREATE UNIQUE INDEX playwright_name_key ON "playwrights-schema".Playwright (lower(Name));

COMMENT ON COLUMN "playwrights-schema".Playwright.Contact_Information IS 'An address or an agent; personal data';


-- Hamlet --------------------------------------------------------------------------------------------------------------

INSERT INTO "playwrights-schema".Playwright (Author_ID, Name, Biography, Contact_Information) VALUES
    (0, 'Play!', NULL, NULL),
    (1, 'William Shakespeare', 'Baptised in Stratford-upon-Avon on 26 April 1564; died there on 23 April 1616.', NULL);

-- The rows above brought their own keys; the next ones are to continue after them.
SELECT pg_catalog.setval('"playwrights-schema".playwright_author_id_seq', 1, true);


-- Who may do what: the application connects as a member of play -------------------------------------------------------

GRANT USAGE ON SCHEMA
    "playwrights-schema"
    TO play;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "playwrights-schema" TO play;

GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA
    "playwrights-schema"
    TO play;
