/** SQL that changes a property of something in `fixtures/every-kind/schema.sql`, or adds, and what must be reported. */
export const everyKindChanges: readonly (readonly [sql: string, ...expected: string[]])[] = [
  ['ALTER EXTENSION citext SET SCHEMA "odd-schema"', 'different extension citext'],
  ['DROP LANGUAGE strange; CREATE TRUSTED LANGUAGE strange HANDLER plpgsql_call_handler', 'different language strange'],
  [
    'DROP ACCESS METHOD heap_too; CREATE ACCESS METHOD heap_too TYPE INDEX HANDLER bthandler',
    'different access-method heap_too',
  ],
  [
    'DROP TRANSFORM FOR jsonb LANGUAGE plpgsql; CREATE TRANSFORM FOR jsonb LANGUAGE plpgsql (TO SQL WITH FUNCTION jsonb_recv(internal))',
    'different transform for jsonb language plpgsql',
  ],
  ['ALTER EVENT TRIGGER watch DISABLE', 'different event-trigger watch'],
  [`ALTER PUBLICATION news SET (publish = 'insert')`, 'different publication news'],
  [
    'ALTER PUBLICATION news DROP TABLE shop.item; ALTER PUBLICATION news ADD TABLE shop.item WHERE (id > 3)',
    'different publication-relation news shop.item',
  ],
  ['ALTER SUBSCRIPTION feed SET PUBLICATION another WITH (refresh = false)', 'different subscription feed'],
  [`ALTER FOREIGN DATA WRAPPER unused OPTIONS (ADD a 'b')`, 'different foreign-data-wrapper unused'],
  [`ALTER SERVER far OPTIONS (SET host 'b')`, 'different server far'],
  [`ALTER USER MAPPING FOR PUBLIC SERVER far OPTIONS (SET password 'other')`, 'different user-mapping far for PUBLIC'],
  [`ALTER FOREIGN TABLE shop.remote OPTIONS (SET path 'z')`, 'different relation shop.remote'],
  [`ALTER FOREIGN TABLE shop.remote ALTER id OPTIONS (SET column_name 'z')`, 'different column shop.remote id'],

  [`ALTER TYPE shop.mood ADD VALUE 'glad' BEFORE 'happy'`, 'different type shop.mood'],
  ['ALTER DOMAIN shop.positive SET DEFAULT 2', 'different type shop.positive'],
  ['ALTER DOMAIN shop.positive SET NOT NULL', 'different type shop.positive'],
  ['ALTER TYPE shop.address ALTER ATTRIBUTE street TYPE varchar(9)', 'different column shop.address street'],
  [
    'DROP CAST (integer AS shop.mood); CREATE CAST (integer AS shop.mood) WITH INOUT',
    'different cast (integer AS shop.mood)',
  ],
  ['DROP COLLATION shop.bytewise; CREATE COLLATION shop.bytewise FROM "POSIX"', 'different collation shop.bytewise'],
  [
    `DROP CONVERSION shop.latin; CREATE DEFAULT CONVERSION shop.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8`,
    'different conversion shop.latin',
  ],
  ['ALTER TEXT SEARCH CONFIGURATION shop.plain DROP MAPPING FOR url', 'different text-search-configuration shop.plain'],
  ['ALTER TEXT SEARCH DICTIONARY shop.words (ACCEPT = false)', 'different text-search-dictionary shop.words'],
  [
    `DROP TEXT SEARCH PARSER shop.cutter; CREATE TEXT SEARCH PARSER shop.cutter (START = prsd_start,
      GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline)`,
    'different text-search-parser shop.cutter',
  ],
  [
    'DROP TEXT SEARCH TEMPLATE shop.thin; CREATE TEXT SEARCH TEMPLATE shop.thin (LEXIZE = dsimple_lexize)',
    'different text-search-template shop.thin',
  ],

  ['ALTER FUNCTION shop.plus_one SECURITY DEFINER', 'different routine shop.plus_one(shop.positive)'],
  [`ALTER PROCEDURE shop.tidy SET search_path = shop`, 'different routine shop.tidy(integer, text[])'],
  [
    'DROP AGGREGATE shop.all_moods(shop.mood); CREATE AGGREGATE shop.all_moods(shop.mood) (SFUNC = shop.join_moods, STYPE = text)',
    'different routine shop.all_moods(shop.mood)',
  ],
  [
    'ALTER OPERATOR shop.===(shop.address, shop.address) SET (RESTRICT = eqsel)',
    'different operator shop.===(shop.address, shop.address)',
  ],
  [
    `DROP OPERATOR CLASS shop.whole_number USING hash; CREATE OPERATOR CLASS shop.whole_number FOR TYPE bigint USING hash
      FAMILY shop.whole_numbers AS OPERATOR 1 =, FUNCTION 1 hashint8(bigint)`,
    'different operator-class shop.whole_number using hash',
  ],
  [
    'ALTER OPERATOR FAMILY shop.whole_numbers USING hash ADD OPERATOR 1 =(bigint, bigint)',
    'different operator-family shop.whole_numbers using hash',
  ],

  ['ALTER TABLE shop.pair SET UNLOGGED', 'different relation shop.pair'],
  ['ALTER TABLE shop.pair SET (fillfactor = 70)', 'different relation shop.pair'],
  ['ALTER TABLE shop.pair REPLICA IDENTITY FULL', 'different relation shop.pair'],
  ['ALTER TABLE shop.item DISABLE ROW LEVEL SECURITY', 'different relation shop.item'],
  ['ALTER TABLE shop.item FORCE ROW LEVEL SECURITY', 'different relation shop.item'],
  ['ALTER TABLE shop.item CLUSTER ON item_pkey', 'different relation shop.item'],
  ['ALTER TABLE "odd-schema"."Customer" ALTER spare TYPE varchar(9)', 'different column "odd-schema"."Customer" spare'],
  ['ALTER TABLE "odd-schema"."Customer" ALTER spare SET NOT NULL', 'different column "odd-schema"."Customer" spare'],
  [
    'ALTER TABLE "odd-schema"."Customer" ALTER spare SET STORAGE EXTERNAL',
    'different column "odd-schema"."Customer" spare',
  ],
  [
    'ALTER TABLE "odd-schema"."Customer" ALTER spare SET COMPRESSION pglz',
    'different column "odd-schema"."Customer" spare',
  ],
  [
    'ALTER TABLE "odd-schema"."Customer" ALTER spare SET STATISTICS 7',
    'different column "odd-schema"."Customer" spare',
  ],
  [
    'ALTER TABLE "odd-schema"."Customer" ALTER spare SET (n_distinct = 5)',
    'different column "odd-schema"."Customer" spare',
  ],
  [
    'ALTER TABLE "odd-schema"."Customer" ALTER "E-mail" TYPE text COLLATE "POSIX"',
    'different column "odd-schema"."Customer" "E-mail"',
  ],
  ['ALTER TABLE "odd-schema"."Customer" ALTER id SET GENERATED ALWAYS', 'different column "odd-schema"."Customer" id'],
  ['ALTER TABLE "odd-schema"."Customer" ALTER id SET START 11', 'different sequence "odd-schema"."Customer_id_seq"'],
  ['DROP TABLE shop.pair; CREATE TABLE shop.pair (b integer, a integer)', 'different column-order shop.pair'],
  [`ALTER TABLE shop.item ALTER placed_on SET DEFAULT '2021-02-01'`, 'different default shop.item placed_on'],
  [
    `ALTER TABLE shop.item DROP gross, ADD gross numeric`,
    'different column-order shop.item',
    'missing default shop.item gross',
  ],
  [
    'ALTER TABLE shop.item DROP CONSTRAINT item_price_check, ADD CONSTRAINT item_price_check CHECK (price >= 0) NOT VALID',
    'different constraint shop.item item_price_check',
  ],
  ['ALTER INDEX shop.item_pkey SET (fillfactor = 50)', 'different constraint shop.item item_pkey'],
  [
    'ALTER TABLE shop.item ALTER CONSTRAINT item_customer_fkey DEFERRABLE INITIALLY DEFERRED',
    'different foreign-key shop.item item_customer_fkey',
  ],
  [
    `ALTER TABLE shop.item DROP CONSTRAINT item_customer_fkey, ADD CONSTRAINT item_customer_fkey FOREIGN KEY (customer)
      REFERENCES "odd-schema"."Customer" ON DELETE CASCADE DEFERRABLE`,
    'different foreign-key shop.item item_customer_fkey',
  ],
  [
    `DROP TABLE shop.event_2024; CREATE TABLE shop.event_2024 PARTITION OF shop.event
      FOR VALUES FROM ('2024-01-01') TO ('2025-01-02')`,
    'different inherits shop.event_2024 shop.event',
  ],
  ['ALTER INDEX shop.item_price_idx SET (fillfactor = 50)', 'different index shop.item_price_idx'],
  ['ALTER STATISTICS shop.item_statistics SET STATISTICS 9', 'different statistics shop.item_statistics'],
  ['ALTER VIEW shop.cheap RESET (security_barrier)', 'different view shop.cheap'],
  [
    'CREATE OR REPLACE VIEW shop.cheap WITH (security_barrier) AS SELECT id, price FROM shop.item',
    'different view shop.cheap',
  ],
  ['ALTER TABLE shop.item ENABLE ALWAYS TRIGGER item_touch', 'different trigger shop.item item_touch'],
  ['ALTER TABLE shop.base DISABLE RULE item_keep', 'different rule shop.base item_keep'],
  ['ALTER POLICY item_own ON shop.item USING (price > 2)', 'different policy shop.item item_own'],
  ['ALTER POLICY item_own ON shop.item TO pg_monitor', 'different policy shop.item item_own'],
  ['ALTER SEQUENCE shop.ticket CACHE 7', 'different sequence shop.ticket'],
  ['ALTER SEQUENCE shop.item_id_seq OWNED BY shop.item.price', 'different owned-by sequence shop.item_id_seq'],

  [`COMMENT ON TABLE shop.item IS 'what was sold'`, 'different comment relation shop.item'],
  ['GRANT INSERT ON shop.item TO pg_monitor', 'different grant relation shop.item to pg_monitor'],
  ['GRANT SELECT ON shop.item TO pg_monitor WITH GRANT OPTION', 'different grant relation shop.item to pg_monitor'],
  [
    'ALTER DEFAULT PRIVILEGES IN SCHEMA "odd-schema" REVOKE GRANT OPTION FOR SELECT ON TABLES FROM pg_monitor',
    'different default-privileges of postgres in "odd-schema" on relations to pg_monitor',
  ],
  ['ALTER TABLE shop.lonely OWNER TO pg_monitor', 'different owner relation shop.lonely'],

  ['CREATE TABLE shop.more (id serial PRIMARY KEY)', 'extra relation shop.more', 'extra sequence shop.more_id_seq'],
  ['ALTER TABLE shop.pair ADD c integer NOT NULL', 'extra column shop.pair c'],
  ['GRANT SELECT ON shop.lonely TO PUBLIC', 'extra grant relation shop.lonely to PUBLIC'],
  ['REVOKE SELECT ON shop.lonely FROM CURRENT_USER', 'extra grant relation shop.lonely to postgres'],
  [
    'ALTER TABLE shop.item RENAME placed_on TO "Placed on"',
    'extra column shop.item "Placed on"',
    'missing column shop.item placed_on',
  ],
]
