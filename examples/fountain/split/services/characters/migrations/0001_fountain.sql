-- Service characters, from fixtures/fountain.sql.
-- The statements stand as they are written there, less what other services own.
--
-- Left out, because it crosses:
--   foreign key character_script_id_fkey of "characters-schema"."character"
--     It references "scripts-schema".script of scripts.
--   routine "characters-schema".lines_of(integer)
--     It needs "scripts-schema".dialogue and "scripts-schema".sceneoutline of scripts.

CREATE SCHEMA "characters-schema";

COMMENT ON SCHEMA "characters-schema" IS 'Who appears, and who is what to whom';


-- Characters ----------------------------------------------------------------------------------------------------------

CREATE TABLE "characters-schema".Character (
    Character_ID SERIAL PRIMARY KEY,
    Script_ID    integer NOT NULL,
    Name         varchar(120) NOT NULL,
    Description  text,
    UNIQUE (Script_ID, Name)
);

CREATE TABLE "characters-schema".CharacterRelationship (
    Relationship_ID   SERIAL PRIMARY KEY,
    Character1_ID     integer NOT NULL,
    Character2_ID     integer NOT NULL,
    Relationship_Type varchar(60) NOT NULL,
    CONSTRAINT relationship_first_fkey FOREIGN KEY (Character1_ID)
        REFERENCES "characters-schema".Character (Character_ID) ON DELETE CASCADE,
    CONSTRAINT relationship_second_fkey FOREIGN KEY (Character2_ID)
        REFERENCES "characters-schema".Character (Character_ID) ON DELETE CASCADE,
    CONSTRAINT relationship_needs_two CHECK (Character1_ID <> Character2_ID)
);

CREATE INDEX characterrelationship_character2_id_idx ON "characters-schema".CharacterRelationship (Character2_ID);

INSERT INTO "characters-schema".Character (Character_ID, Script_ID, Name, Description) VALUES
    (1, 1, 'Hamlet', 'Prince of Denmark'),
    (2, 1, 'Ophelia', 'Daughter of Polonius'),
    (3, 1, 'Barnardo', 'An officer'),
    (4, 1, 'Francisco', 'A soldier');

INSERT INTO "characters-schema".CharacterRelationship (Relationship_ID, Character1_ID, Character2_ID, Relationship_Type) VALUES
    (1, 1, 2, 'beloved');

SELECT pg_catalog.setval('"characters-schema".character_character_id_seq', 4, true);
SELECT pg_catalog.setval('"characters-schema".characterrelationship_relationship_id_seq', 1, true);


-- Who may do what: the application connects as a member of play -------------------------------------------------------

GRANT USAGE ON SCHEMA
    "characters-schema"
    TO play;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "characters-schema" TO play;

GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA
    "characters-schema"
    TO play;
