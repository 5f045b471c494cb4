-- Service production, from fixtures/fountain.sql.
-- The statements stand as they are written there, less what other services own.
--
-- Left out, because it crosses:
--   foreign key casting_character_id_fkey of "production-schema".casting
--     It references "characters-schema"."character" of characters.
--   foreign key musicsound_scene_id_fkey of "production-schema".musicsound
--     It references "scripts-schema".scene of scripts.
--   foreign key props_scene_id_fkey of "production-schema".props
--     It references "scripts-schema".scene of scripts.

CREATE SCHEMA "production-schema";

COMMENT ON SCHEMA "production-schema" IS 'What the stage needs: casting, music, props';


-- Production ----------------------------------------------------------------------------------------------------------

CREATE TABLE "production-schema".Casting (
    Casting_ID                    SERIAL PRIMARY KEY,
    -- While somebody is cast for a character, the character stays.
    Character_ID                  integer NOT NULL,
    Actor_Characteristics_Choices text
);

CREATE TABLE "production-schema".MusicSound (
    Music_Sound_ID SERIAL PRIMARY KEY,
    Scene_ID       integer,   -- a recording can be used again
    Cue            varchar(200) NOT NULL,
    Description    text
);

CREATE TABLE "production-schema".Props (
    Prop_ID     SERIAL PRIMARY KEY,
    Scene_ID    integer NOT NULL,   -- props were paid for: strike them from the list first
    Description text NOT NULL
);

CREATE INDEX casting_character_id_idx ON "production-schema".Casting (Character_ID);
CREATE INDEX musicsound_scene_id_idx ON "production-schema".MusicSound (Scene_ID);
CREATE INDEX props_scene_id_idx ON "production-schema".Props (Scene_ID);

INSERT INTO "production-schema".Casting (Casting_ID, Character_ID, Actor_Characteristics_Choices) VALUES
    (1, 1, 'Thirty, or plays thirty; fences');

INSERT INTO "production-schema".MusicSound (Music_Sound_ID, Scene_ID, Cue, Description) VALUES
    (1, 1, 'Bell', 'One o''clock, far away'),
    (2, NULL, 'Flourish', 'Three trumpets');

INSERT INTO "production-schema".Props (Prop_ID, Scene_ID, Description) VALUES
    (1, 1, 'Two halberds'),
    (2, 2, 'A bundle of letters; a prayer book');

SELECT pg_catalog.setval('"production-schema".casting_casting_id_seq', 1, true);
SELECT pg_catalog.setval('"production-schema".musicsound_music_sound_id_seq', 2, true);
SELECT pg_catalog.setval('"production-schema".props_prop_id_seq', 2, true);


-- Who may do what: the application connects as a member of play -------------------------------------------------------

GRANT USAGE ON SCHEMA
    "production-schema"
    TO play;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "production-schema" TO play;

GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA
    "production-schema"
    TO play;
