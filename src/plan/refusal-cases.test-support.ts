/** A relation that refers to `people.person (id bigint, code bigint)`, rows of it, and a write that PostgreSQL may refuse. */
export interface RefusalCase {
  readonly name: string
  /** DDL; the reference in question is `shop.t(owner)`. `people.person` has rows (1, 11), (2, 12). */
  readonly sql: string
  readonly rows: string
  readonly on: 'delete' | 'update'
  /** What stands first among the reasons for a saga; undefined: an event is enough. */
  readonly because?: RegExp
}

const owner = (clause: string): string => `owner bigint REFERENCES people.person ${clause}`
const table = (clause: string, more = ''): string =>
  `CREATE TABLE shop.t (id bigint PRIMARY KEY, ${owner(clause)}${more});`
const refuser = `CREATE FUNCTION shop.no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;`
const one = 'INSERT INTO shop.t (id, owner) VALUES (1, 1)'

export const refusalCases: readonly RefusalCase[] = [
  { name: 'RESTRICT', sql: table('ON DELETE RESTRICT'), rows: one, on: 'delete', because: /RESTRICT/ },
  {
    name: 'NO ACTION, deferred',
    sql: table('DEFERRABLE INITIALLY DEFERRED'),
    rows: one,
    on: 'delete',
    because: /NO ACTION/,
  },
  { name: 'NO ACTION of a changed key', sql: table(''), rows: one, on: 'update', because: /NO ACTION/ },
  { name: 'CASCADE', sql: table('ON DELETE CASCADE'), rows: one, on: 'delete' },
  { name: 'SET NULL', sql: table('ON DELETE SET NULL'), rows: one, on: 'delete' },
  {
    name: 'SET NULL of NOT NULL',
    sql: table('ON DELETE SET NULL').replace('owner bigint', 'owner bigint NOT NULL'),
    rows: one,
    on: 'delete',
    because: /NOT NULL/,
  },
  { name: 'SET DEFAULT without a default', sql: table('ON DELETE SET DEFAULT'), rows: one, on: 'delete' },
  {
    name: 'SET DEFAULT to a key that is not there',
    sql: table('ON DELETE SET DEFAULT').replace('owner bigint', 'owner bigint DEFAULT 7'),
    rows: one,
    on: 'delete',
    because: /default must be a key/,
  },
  { name: 'CASCADE of a changed key', sql: table('ON UPDATE CASCADE'), rows: one, on: 'update' },
  {
    name: 'a domain',
    sql: `CREATE DOMAIN shop.d AS bigint NOT NULL; ${table('ON DELETE SET NULL').replace('owner bigint', 'owner shop.d')}`,
    rows: one,
    on: 'delete',
    because: /domain shop\.d/,
  },
  {
    name: 'a trigger on delete',
    sql: `${table('ON DELETE CASCADE')} ${refuser} CREATE TRIGGER no BEFORE DELETE ON shop.t FOR EACH ROW EXECUTE FUNCTION shop.no();`,
    rows: one,
    on: 'delete',
    because: /Trigger no/,
  },
  {
    name: 'a trigger on insert only',
    sql: `${table('ON DELETE CASCADE')} CREATE FUNCTION shop.yes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE TRIGGER yes BEFORE INSERT ON shop.t FOR EACH ROW EXECUTE FUNCTION shop.yes();`,
    rows: one,
    on: 'delete',
  },
  {
    name: 'a trigger on update of it',
    sql: `${table('ON UPDATE CASCADE')} ${refuser} CREATE TRIGGER no AFTER UPDATE OF owner ON shop.t FOR EACH ROW EXECUTE FUNCTION shop.no();`,
    rows: one,
    on: 'update',
    because: /Trigger no/,
  },
  {
    name: 'a trigger on update of another column',
    sql: `${table('ON UPDATE CASCADE', ', note text')} ${refuser} CREATE TRIGGER no AFTER UPDATE OF note ON shop.t FOR EACH ROW EXECUTE FUNCTION shop.no();`,
    rows: one,
    on: 'update',
  },
  {
    name: 'a trigger on a column that is computed from it',
    sql: `${table('ON UPDATE CASCADE', ', twice bigint GENERATED ALWAYS AS (owner * 2) STORED')} ${refuser} CREATE TRIGGER no AFTER UPDATE OF twice ON shop.t FOR EACH ROW EXECUTE FUNCTION shop.no();`,
    rows: one,
    on: 'update',
    because: /Generated column twice/,
  },
  {
    name: 'a rule',
    sql: `${table('ON DELETE CASCADE')} CREATE RULE keep AS ON DELETE TO shop.t DO INSTEAD NOTHING;`,
    rows: one,
    on: 'delete',
    because: /Rule keep/,
  },
  {
    name: 'a rule on another event',
    sql: `${table('ON DELETE CASCADE')} CREATE RULE keep AS ON UPDATE TO shop.t DO INSTEAD NOTHING;`,
    rows: one,
    on: 'delete',
  },
  {
    name: 'a CHECK over it',
    sql: table('ON DELETE SET NULL', ', CHECK (owner IS NOT NULL)'),
    rows: one,
    on: 'delete',
    because: /CHECK t_owner_check/,
  },
  {
    name: 'a CHECK over other columns',
    sql: table('ON DELETE SET NULL', ', note text, CHECK (length(note) > 0)'),
    rows: one,
    on: 'delete',
  },
  {
    name: 'a CHECK over other columns that is NOT VALID',
    sql: table('ON DELETE SET NULL', ', note text'),
    rows: `INSERT INTO shop.t VALUES (1, 1, ''); ALTER TABLE shop.t ADD CHECK (note <> '') NOT VALID`,
    on: 'delete',
    because: /NOT VALID/,
  },
  {
    name: 'UNIQUE and a changed key',
    sql: `CREATE TABLE shop.t (id bigint PRIMARY KEY, owner bigint UNIQUE REFERENCES people.person ON UPDATE CASCADE);`,
    rows: one,
    on: 'update',
    because: /UNIQUE/,
  },
  {
    name: 'UNIQUE and NULL',
    sql: 'CREATE TABLE shop.t (id bigint PRIMARY KEY, owner bigint UNIQUE REFERENCES people.person ON DELETE SET NULL);',
    rows: `${one}; INSERT INTO shop.t VALUES (2, NULL)`,
    on: 'delete',
  },
  {
    name: 'UNIQUE with NULLS NOT DISTINCT',
    sql: 'CREATE TABLE shop.t (id bigint PRIMARY KEY, owner bigint UNIQUE NULLS NOT DISTINCT REFERENCES people.person ON DELETE SET NULL);',
    rows: `${one}; INSERT INTO shop.t VALUES (2, NULL)`,
    on: 'delete',
    because: /UNIQUE/,
  },
  {
    name: 'a unique index with NULLS NOT DISTINCT',
    sql: `${table('ON DELETE SET NULL')} CREATE UNIQUE INDEX ON shop.t (owner) NULLS NOT DISTINCT;`,
    rows: `${one}; INSERT INTO shop.t VALUES (2, NULL)`,
    on: 'delete',
    because: /Unique index/,
  },
  {
    name: 'a unique index over an expression',
    sql: `${table('ON DELETE SET NULL')} CREATE UNIQUE INDEX ON shop.t (coalesce(owner, 0));`,
    rows: `${one}; INSERT INTO shop.t VALUES (2, NULL)`,
    on: 'delete',
    because: /Unique index/,
  },
  {
    name: 'a partial unique index that a row comes into',
    sql: `${table('ON DELETE SET NULL', ', place int')} CREATE UNIQUE INDEX ON shop.t (place) WHERE owner IS NULL;`,
    rows: 'INSERT INTO shop.t VALUES (1, 1, 5), (2, NULL, 5)',
    on: 'delete',
    because: /Unique index/,
  },
  {
    name: 'an index over an expression that can fail',
    sql: `${table('ON UPDATE CASCADE')} CREATE INDEX ON shop.t ((1 / (owner - 3)));`,
    rows: one,
    on: 'update',
    because: /computes from owner/,
  },
  {
    name: 'a partial index that asks for NULL',
    sql: `${table('ON DELETE SET NULL')} CREATE INDEX ON shop.t (id) WHERE owner IS NOT NULL;`,
    rows: one,
    on: 'delete',
  },
  {
    name: 'EXCLUDE',
    sql: table('ON UPDATE CASCADE', ', EXCLUDE (owner WITH =)'),
    rows: one,
    on: 'update',
    because: /EXCLUDE/,
  },
  {
    name: 'a type that is too narrow',
    sql: 'CREATE TABLE shop.t (id bigint PRIMARY KEY, owner smallint REFERENCES people.person ON UPDATE CASCADE);',
    rows: one,
    on: 'update',
    because: /smallint: not every bigint fits/,
  },
  {
    name: 'a generated column that can fail',
    sql: table('ON UPDATE CASCADE', ', share bigint GENERATED ALWAYS AS (1 / (owner - 3)) STORED'),
    rows: one,
    on: 'update',
    because: /Generated column share/,
  },
  {
    name: 'a partition that is not there',
    sql: `CREATE TABLE shop.t (id bigint, ${owner('ON DELETE SET NULL')}) PARTITION BY LIST (owner); CREATE TABLE shop.t1 PARTITION OF shop.t FOR VALUES IN (1);`,
    rows: one,
    on: 'delete',
    because: /another partition/,
  },
  {
    name: 'a trigger of a partition',
    sql: `CREATE TABLE shop.t (id bigint, ${owner('ON DELETE CASCADE')}) PARTITION BY LIST (id); CREATE TABLE shop.t1 PARTITION OF shop.t FOR VALUES IN (1); ${refuser} CREATE TRIGGER no BEFORE DELETE ON shop.t1 FOR EACH ROW EXECUTE FUNCTION shop.no();`,
    rows: one,
    on: 'delete',
    because: /Trigger no on shop\.t1/,
  },
  {
    name: 'a trigger of a table that inherits',
    sql: `${table('ON DELETE CASCADE')} CREATE TABLE shop.heir () INHERITS (shop.t); ${refuser} CREATE TRIGGER no BEFORE DELETE ON shop.heir FOR EACH ROW EXECUTE FUNCTION shop.no();`,
    rows: `${one}; INSERT INTO shop.heir VALUES (2, 1)`,
    on: 'delete',
  },
  {
    name: 'a RESTRICT further down',
    sql: `${table('ON DELETE CASCADE')} CREATE TABLE shop.sub (t bigint REFERENCES shop.t ON DELETE RESTRICT);`,
    rows: `${one}; INSERT INTO shop.sub VALUES (1)`,
    on: 'delete',
    because: /further down: ON DELETE RESTRICT/,
  },
  {
    name: 'a RESTRICT near by whose rows a cascade would have taken',
    sql: `${table('ON DELETE CASCADE')} CREATE TABLE shop.sub (id int PRIMARY KEY, t bigint REFERENCES shop.t ON DELETE CASCADE); CREATE TABLE shop.leaf (t bigint REFERENCES shop.t ON DELETE RESTRICT, sub int REFERENCES shop.sub ON DELETE CASCADE);`,
    rows: `${one}; INSERT INTO shop.sub VALUES (1, 1); INSERT INTO shop.leaf VALUES (1, 1)`,
    on: 'delete',
    because: /further down: ON DELETE RESTRICT/,
  },
  {
    name: 'a RESTRICT of another service further down',
    sql: `${table('ON DELETE CASCADE')} CREATE SCHEMA post; CREATE TABLE post.sub (t bigint REFERENCES shop.t ON DELETE RESTRICT);`,
    rows: `${one}; INSERT INTO post.sub VALUES (1)`,
    on: 'delete',
    because: /of post refuses it further down/,
  },
  {
    name: 'a default two steps down that is no key, or goes with its row',
    sql: `${table('ON DELETE CASCADE')} CREATE TABLE shop.sub (t bigint DEFAULT 1 REFERENCES shop.t ON DELETE SET DEFAULT);`,
    rows: `${one}; INSERT INTO shop.sub VALUES (1)`,
    on: 'delete',
    because: /may refuse it further down\. ON DELETE SET DEFAULT: the default must be a key too/,
  },
  {
    name: 'a NOT NULL two steps down',
    sql: `${table('ON DELETE CASCADE')} CREATE TABLE shop.sub (t bigint NOT NULL REFERENCES shop.t ON DELETE SET NULL);`,
    rows: `${one}; INSERT INTO shop.sub VALUES (1)`,
    on: 'delete',
    because: /Further down, on shop\.sub: t is NOT NULL/,
  },
  {
    name: 'a key onto the changed column',
    sql: `CREATE TABLE shop.t (id bigint, owner bigint PRIMARY KEY REFERENCES people.person ON DELETE CASCADE ON UPDATE CASCADE); CREATE TABLE shop.sub (t bigint REFERENCES shop.t);`,
    rows: `${one}; INSERT INTO shop.sub VALUES (1)`,
    on: 'update',
    because: /PRIMARY KEY/,
  },
  {
    name: 'cascades within the service, and a circle',
    sql: `${table('ON DELETE CASCADE', ', parent bigint REFERENCES shop.t ON DELETE CASCADE')} CREATE TABLE shop.sub (t bigint REFERENCES shop.t ON DELETE CASCADE);`,
    rows: `INSERT INTO shop.t VALUES (1, 1, NULL), (2, 1, 1); INSERT INTO shop.sub VALUES (2)`,
    on: 'delete',
  },
  {
    name: 'a reference to itself that stays',
    sql: table('ON DELETE CASCADE', ', parent bigint REFERENCES shop.t'),
    rows: `INSERT INTO shop.t VALUES (1, 1, NULL), (2, 2, 1)`,
    on: 'delete',
    because: /t_parent_fkey on shop\.t refuses it further down/,
  },
  {
    name: 'another key over the same column',
    sql: `CREATE TABLE shop.other (id bigint PRIMARY KEY); ${table('ON UPDATE CASCADE', ', FOREIGN KEY (owner) REFERENCES shop.other')}`,
    rows: `INSERT INTO shop.other VALUES (1); ${one}`,
    on: 'update',
    because: /must find the new value too/,
  },
  {
    name: 'another key over the same column, and NULL',
    sql: `CREATE TABLE shop.other (id bigint PRIMARY KEY); ${table('ON DELETE SET NULL', ', FOREIGN KEY (owner) REFERENCES shop.other')}`,
    rows: `INSERT INTO shop.other VALUES (1); ${one}`,
    on: 'delete',
  },
  {
    name: 'MATCH FULL and another key over one of its columns',
    sql: `CREATE TABLE shop.other (a bigint, b bigint, PRIMARY KEY (a, b)); ${table('ON DELETE SET NULL', ', b bigint, FOREIGN KEY (owner, b) REFERENCES shop.other MATCH FULL')}`,
    rows: `INSERT INTO shop.other VALUES (1, 1); INSERT INTO shop.t VALUES (1, 1, 1)`,
    on: 'delete',
    because: /MATCH FULL/,
  },
  {
    name: 'a referenced key that becomes NULL',
    sql: 'CREATE TABLE shop.t (id bigint PRIMARY KEY, owner bigint NOT NULL REFERENCES people.person (code) ON UPDATE CASCADE);',
    rows: 'INSERT INTO shop.t VALUES (1, 11)',
    on: 'update',
    because: /can become NULL/,
  },
  {
    name: 'NOT VALID',
    sql: table('', ', note text').replace(/owner bigint REFERENCES people.person /, 'owner bigint'),
    rows: `INSERT INTO shop.t VALUES (1, 1), (2, 99); ALTER TABLE shop.t ADD FOREIGN KEY (owner) REFERENCES people.person ON DELETE CASCADE NOT VALID`,
    on: 'delete',
  },
]
