import fc from 'fast-check'

// Statements as a team writes them over the years, over so few names that they meet: the server refuses what does not fit.

const schemas = ['users', 'orders', 'billing', 'stock']
const pick = (...words: string[]): fc.Arbitrary<string> => fc.constantFrom(...words)
const schema = pick(...schemas)
const name = pick('account', 'invoice', 'item', 'line', 'note', 'tag')
const column = pick('a', 'b', 'c', 'd')
const relation = fc.tuple(schema, name).map((parts) => parts.join('.'))
const action = pick('', '', ' ON DELETE CASCADE', ' ON DELETE SET NULL', ' ON UPDATE CASCADE')
const key = pick('', 'CONSTRAINT k1 ', 'CONSTRAINT k2 ')
const role = pick('users_app', 'orders_app', 'reader')

type Piece = string | fc.Arbitrary<string>
const statement = (texts: readonly string[], ...pieces: Piece[]): fc.Arbitrary<string> =>
  fc
    .tuple(...pieces.map((piece) => (typeof piece === 'string' ? fc.constant(piece) : piece)))
    .map((values) => texts.map((text, at) => text + (values[at] ?? '')).join(''))
const sql = ({ raw }: TemplateStringsArray, ...pieces: Piece[]): fc.Arbitrary<string> => statement(raw, ...pieces)

const createTable = sql`CREATE TABLE ${relation} (id bigint ${pick('GENERATED ALWAYS AS IDENTITY', "DEFAULT nextval('stock.numbers')", '')} PRIMARY KEY, a bigint REFERENCES ${relation}${action}, b text)`
const makes = [
  createTable,
  createTable,
  sql`CREATE TABLE ${relation} (id bigserial PRIMARY KEY, code text UNIQUE, b bigint)`,
  sql`ALTER TABLE ${relation} ADD ${column} bigint${pick('', ' REFERENCES users.account', ' REFERENCES orders.invoice', ' REFERENCES stock.item')}${action}`,
  sql`ALTER TABLE ${relation} ADD ${key}FOREIGN KEY (${column}) REFERENCES ${relation}${action}`,
  sql`ALTER TABLE ${relation} ADD ${key}FOREIGN KEY (${column}) REFERENCES ${relation}${action} NOT VALID`,
  sql`ALTER TABLE ${relation} ADD mood ${schema}.mood`,
  sql`ALTER TABLE ${relation} ALTER ${column} SET DEFAULT nextval('stock.numbers')`,
  sql`CREATE INDEX ON ${relation} (${column})`,
  sql`CREATE VIEW ${schema}.v${pick('1', '2', '3')} AS SELECT x.id, y.id AS other FROM ${relation} x JOIN ${relation} y ON y.id = x.id`,
  sql`CREATE FUNCTION ${schema}.f${pick('1', '2')}() RETURNS bigint LANGUAGE sql ${pick('', 'SECURITY DEFINER ')}AS 'SELECT count(*) FROM ${relation}'`,
  sql`CREATE FUNCTION ${schema}.g() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO ${relation} (id) VALUES (1); RETURN NEW; END $$`,
  sql`CREATE TRIGGER t${pick('1', '2')} AFTER INSERT ON ${relation} FOR EACH ROW EXECUTE FUNCTION ${schema}.g()`,
  sql`CREATE POLICY p ON ${relation} USING (id IN (SELECT id FROM ${relation}))`,
  sql`CREATE RULE r AS ON INSERT TO ${relation} DO ALSO DELETE FROM ${relation}`,
  sql`GRANT SELECT ON ${relation} TO ${role}`,
  sql`ALTER TABLE ${relation} OWNER TO ${role}`,
]
const changes = [
  sql`ALTER TABLE ${relation} RENAME TO ${name}`,
  sql`ALTER TABLE ${relation} RENAME ${column} TO ${column}`,
  sql`ALTER TABLE ${relation} RENAME CONSTRAINT ${pick('k1', 'k2', 'invoice_a_fkey', 'item_a_fkey', 'account_a_fkey')} TO ${pick('k1', 'k2', 'k3')}`,
  sql`ALTER TABLE ${relation} SET SCHEMA ${schema}`,
  sql`ALTER VIEW ${schema}.v1 SET SCHEMA ${schema}`,
  sql`ALTER FUNCTION ${schema}.f1() SET SCHEMA ${schema}`,
  sql`ALTER TYPE ${schema}.mood SET SCHEMA ${schema}`,
  sql`ALTER TABLE ${relation} DROP ${column}`,
  sql`ALTER TABLE ${relation} DROP CONSTRAINT ${pick('k1', 'k2', 'k3', 'invoice_a_fkey', 'account_a_fkey', 'item_a_fkey', 'line_a_fkey', 'note_a_fkey')}`,
  sql`DROP TABLE ${relation}${pick('', ' CASCADE')}`,
  sql`ALTER TABLE ${relation} DROP CONSTRAINT ${pick('k1', 'k2', 'k3')}`,
  sql`DROP VIEW ${schema}.v${pick('1', '2', '3')} CASCADE`,
  sql`DROP FUNCTION ${schema}.${pick('f1', 'g')}() CASCADE`,
  sql`DROP INDEX ${schema}.${pick('invoice_a_idx', 'item_b_idx', 'account_a_idx')}`,
  sql`REVOKE ALL ON ${relation} FROM ${role}`,
]

/** Where each history begins; the roles must be there. */
export const beginning: readonly string[] = [
  ...schemas.map((each) => `CREATE SCHEMA ${each}`),
  'CREATE SEQUENCE stock.numbers',
  "CREATE TYPE users.mood AS ENUM ('good', 'bad')",
]
export const roles = ['users_app', 'orders_app', 'reader'] as const

/** Statements to try one after the other, the same for the same seed. */
export function randomMigrations(seed: number, count: number): string[] {
  const any = fc.oneof({ weight: 3, arbitrary: fc.oneof(...makes) }, { weight: 1, arbitrary: fc.oneof(...changes) })
  return fc.sample(any, { seed, numRuns: count })
}
