-- Service scripts, from fixtures/fountain.sql.
-- The statements stand as they are written there, less what other services own.
--
-- Left out, because it crosses:
--   foreign key script_author_id_fkey of "scripts-schema".script
--     It references "playwrights-schema".playwright of playwrights.
--   foreign key script_metadata_fkey of "scripts-schema".script
--     It references "metadata-schema".metadata of metadata.
--   foreign key dialogue_character_fkey of "scripts-schema".dialogue
--     It references "characters-schema"."character" of characters.
--   foreign key action_character_fkey of "scripts-schema".action
--     It references "characters-schema"."character" of characters.
--   view "scripts-schema".scriptoverview
--     It needs "playwrights-schema".playwright of playwrights and "metadata-schema".metadata of metadata.

CREATE SCHEMA "scripts-schema";

COMMENT ON SCHEMA "scripts-schema" IS 'Scripts, from the title down to the spoken line';

CREATE DOMAIN "scripts-schema".WebAddress AS text
    CONSTRAINT webaddress_is_http CHECK (VALUE ~ '^https?://[^[:space:]]+$');


-- Scripts -------------------------------------------------------------------------------------------------------------

CREATE TABLE "scripts-schema".Script (
    Script_ID   SERIAL PRIMARY KEY,
    Title       varchar(300) NOT NULL,
    -- A playwright with scripts must not vanish; when two records of one person are merged, the scripts follow the key.
    Author_ID   integer NOT NULL,
    Metadata_ID integer UNIQUE,   -- its key comes at the end: the metadata service needs scenes first
    URL         "scripts-schema".WebAddress
);

COMMENT ON TABLE "scripts-schema".Script IS 'A play or a screenplay; script 0 is the house style';

CREATE TABLE "scripts-schema".Act (
    Act_ID     SERIAL PRIMARY KEY,
    Script_ID  integer NOT NULL REFERENCES "scripts-schema".Script (Script_ID) ON DELETE CASCADE,
    Act_Number smallint NOT NULL CHECK (Act_Number > 0),
    Synopsis   text,
    Notes      text,
    UNIQUE (Script_ID, Act_Number)
);

CREATE TABLE "scripts-schema".Scene (
    Scene_ID     SERIAL PRIMARY KEY,
    Act_ID       integer NOT NULL REFERENCES "scripts-schema".Act ON DELETE CASCADE,
    Scene_Number smallint NOT NULL CHECK (Scene_Number > 0),
    Synopsis     text,
    Notes        text,
    -- deferrable, so that scenes can swap their numbers in one transaction
    CONSTRAINT scene_number_in_act UNIQUE (Act_ID, Scene_Number) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE TABLE "scripts-schema".SceneLocation (
    Location_ID                      SERIAL PRIMARY KEY,
    Description                      text NOT NULL,
    Historical_Cultural_Significance text
);

CREATE TABLE "scripts-schema".Dialogue (
    Dialogue_ID     SERIAL PRIMARY KEY,
    Scene_ID        integer NOT NULL,
    Character_ID    integer,   -- null: nobody in particular, or a character that was cut
    Original_Text   text,
    Modernized_Text text,
    CONSTRAINT dialogue_scene_fkey FOREIGN KEY (Scene_ID)
        REFERENCES "scripts-schema".Scene (Scene_ID) ON DELETE CASCADE
);

CREATE TABLE "scripts-schema".Action (
    Action_ID       SERIAL PRIMARY KEY,
    Scene_ID        integer NOT NULL,
    Character_ID    integer,
    Original_Text   text,
    Modernized_Text text,
    CONSTRAINT action_scene_fkey FOREIGN KEY (Scene_ID)
        REFERENCES "scripts-schema".Scene (Scene_ID) ON DELETE CASCADE
);

CREATE TABLE "scripts-schema".Transition (
    Transition_ID   SERIAL PRIMARY KEY,
    Scene_ID        integer NOT NULL REFERENCES "scripts-schema".Scene (Scene_ID) ON DELETE CASCADE,
    Transition_Text text NOT NULL DEFAULT 'CUT TO:'
);

CREATE TABLE "scripts-schema".Parenthetical (
    Parenthetical_ID SERIAL PRIMARY KEY,
    Dialogue_ID      integer NOT NULL
        REFERENCES "scripts-schema".Dialogue (Dialogue_ID) ON DELETE CASCADE DEFERRABLE,
    Original_Text    text,
    Modernized_Text  text
);

CREATE INDEX script_author_id_idx ON "scripts-schema".Script (Author_ID);
CREATE INDEX dialogue_scene_id_idx ON "scripts-schema".Dialogue (Scene_ID);
CREATE INDEX dialogue_character_id_idx ON "scripts-schema".Dialogue (Character_ID) WHERE Character_ID IS NOT NULL;
CREATE INDEX dialogue_words_idx ON "scripts-schema".Dialogue
    USING gin (to_tsvector('english'::regconfig, coalesce(Original_Text, '')));
CREATE INDEX action_scene_id_idx ON "scripts-schema".Action (Scene_ID);
CREATE INDEX action_character_id_idx ON "scripts-schema".Action (Character_ID);
CREATE INDEX transition_scene_id_idx ON "scripts-schema".Transition (Scene_ID);
CREATE INDEX parenthetical_dialogue_id_idx ON "scripts-schema".Parenthetical (Dialogue_ID);

COMMENT ON COLUMN "scripts-schema".Dialogue.Modernized_Text IS 'The same line in the language of today; null until somebody wrote it';
COMMENT ON INDEX "scripts-schema".dialogue_words_idx IS 'Finds a line by its words';

-- A character that is cut leaves its lines behind, without a speaker.
ALTER TABLE "scripts-schema".Dialogue
    ADD CONSTRAINT dialogue_has_text CHECK (Original_Text IS NOT NULL OR Modernized_Text IS NOT NULL);


-- Across the services -------------------------------------------------------------------------------------------------

CREATE VIEW "scripts-schema".SceneOutline AS
    SELECT a.Script_ID, a.Act_Number, s.Scene_Number, s.Scene_ID, s.Synopsis
    FROM "scripts-schema".Act a
    JOIN "scripts-schema".Scene s USING (Act_ID);

INSERT INTO "scripts-schema".Script (Script_ID, Title, Author_ID, Metadata_ID, URL) VALUES
    (0, 'House style', 0, NULL, NULL),
    (1, 'The Tragedy of Hamlet, Prince of Denmark', 1, 1, 'https://www.gutenberg.org/ebooks/1524');

INSERT INTO "scripts-schema".Act (Act_ID, Script_ID, Act_Number, Synopsis) VALUES
    (1, 1, 1, 'A ghost walks at Elsinore and asks for revenge'),
    (2, 1, 3, 'The play catches the king; Polonius dies');

INSERT INTO "scripts-schema".Scene (Scene_ID, Act_ID, Scene_Number, Synopsis, Notes) VALUES
    (1, 1, 1, 'The guard meets the ghost', 'Night; bitter cold'),
    (2, 2, 1, 'Hamlet alone; then Ophelia gives back his letters', NULL);

INSERT INTO "scripts-schema".SceneLocation (Location_ID, Description, Historical_Cultural_Significance) VALUES
    (1, 'Elsinore. A platform before the castle', 'Kronborg, at the narrowest part of the Sound');

COPY "scripts-schema".Dialogue (Dialogue_ID, Scene_ID, Character_ID, Original_Text, Modernized_Text) FROM stdin;
1	1	3	Who's there?	\N
2	1	4	Nay, answer me: stand, and unfold yourself.	No, you answer me; stop and say who you are.
3	1	3	Long live the king!	\N
4	2	1	To be, or not to be: that is the question:\nWhether 'tis nobler in the mind to suffer	To live or to die; that is what I ask
5	2	2	Good my lord,\nHow does your honour for this many a day?	\N
6	2	\N	Within: Lord Hamlet!	\N
\.

COPY "scripts-schema".Action (Action_ID, Scene_ID, Character_ID, Original_Text, Modernized_Text) FROM stdin;
1	1	4	FRANCISCO at his post. Enter to him BARNARDO	\N
2	2	1	Enter HAMLET	\N
\.

INSERT INTO "scripts-schema".Transition (Transition_ID, Scene_ID, Transition_Text) VALUES (1, 1, 'DISSOLVE TO:');
INSERT INTO "scripts-schema".Transition (Transition_ID, Scene_ID) VALUES (2, 2);

INSERT INTO "scripts-schema".Parenthetical (Parenthetical_ID, Dialogue_ID, Original_Text) VALUES (1, 4, 'aside; then half aloud');

SELECT pg_catalog.setval('"scripts-schema".script_script_id_seq', 1, true);
SELECT pg_catalog.setval('"scripts-schema".act_act_id_seq', 2, true);
SELECT pg_catalog.setval('"scripts-schema".scene_scene_id_seq', 2, true);
SELECT pg_catalog.setval('"scripts-schema".scenelocation_location_id_seq', 1, true);
SELECT pg_catalog.setval('"scripts-schema".dialogue_dialogue_id_seq', 6, true);
SELECT pg_catalog.setval('"scripts-schema".action_action_id_seq', 2, true);
SELECT pg_catalog.setval('"scripts-schema".transition_transition_id_seq', 2, true);
SELECT pg_catalog.setval('"scripts-schema".parenthetical_parenthetical_id_seq', 1, true);


-- Who may do what: the application connects as a member of play -------------------------------------------------------

GRANT USAGE ON SCHEMA
    "scripts-schema"
    TO play;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "scripts-schema" TO play;

GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA
    "scripts-schema"
    TO play;
