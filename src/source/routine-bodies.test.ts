import { describe, expect, test } from 'vitest'
import { objectsOf } from '../catalog/catalog.ts'
import { compareText } from '../core/order.ts'
import { readCatalog } from './read-catalog.ts'
import { sourceFile } from './source-text.ts'

const before = `
  CREATE SCHEMA other; CREATE SCHEMA "Odd ""s";
  CREATE TABLE a (id int, b int); CREATE TABLE b (id int); CREATE TABLE c (id int); CREATE TABLE item (id int);
  CREATE TABLE other.a (id int); CREATE TABLE other.only_here (id int); CREATE TABLE "Odd ""s"."T;" ("C" int);
  CREATE SEQUENCE q; CREATE TYPE mood AS ENUM ('ok');
  CREATE FUNCTION helper(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
  CREATE FUNCTION other.helper(int, int) RETURNS int LANGUAGE sql AS 'SELECT 1';
`

/** What the function `f` needs, in order of names, with the line of each dynamic statement; or that it could not be read. */
async function readRoutine(sql: string): Promise<string[]> {
  const { catalog } = await readCatalog({ files: [sourceFile('f.sql', Buffer.from(`${before}\n${sql}`))] })
  const routine = objectsOf(catalog, 'routine').find(({ name }) => name === 'f')!
  const { positions, bytes } = catalog.files[0]!
  const used = routine.uses.map(({ to, writes, at }) => {
    const { schema, name } = catalog.objects[to]!
    // Every place begins with the name, up to its quotes and its schema; or is where the text is put together.
    expect(bytes.toString('utf8', at, at + 60)).toMatch(new RegExp(`^([^\\n]{0,14}${name}|'|format)`, 'i'))
    return `${writes === true ? 'writes' : 'reads'} ${schema === 'public' ? '' : `${schema}.`}${name}`
  })
  const firstLine = before.split('\n').length
  const dynamic = routine.dynamic.map((at) => `dynamic in line ${positions.at(at).line - firstLine}`)
  return [...new Set(used)].sort(compareText).concat(dynamic, routine.opaque ? ['not read'] : [])
}

const inSql = (body: string) => `CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ ${body} $$;`
const inPlpgsql = (body: string, declared = '') =>
  `CREATE FUNCTION f(p int, VARIADIC more a[] DEFAULT NULL) RETURNS SETOF record LANGUAGE plpgsql AS $body$\nDECLARE ${declared}\nBEGIN\n${body}\nEND $body$;`

const plain = 'reads a'

const inOrder = (facts: readonly string[]) => [
  ...facts.filter((fact) => !fact.startsWith('dynamic')).toSorted(compareText),
  ...facts.filter((fact) => fact.startsWith('dynamic')),
]

describe('bodies in SQL', () => {
  test.each([
    ['a query', 'SELECT id FROM b', ['reads b']],
    ['several statements', `INSERT INTO b VALUES (1); DELETE FROM c; SELECT 1`, ['writes b', 'writes c']],
    ['UPDATE … FROM, MERGE, TRUNCATE', 'UPDATE a SET id = 1 FROM b; MERGE INTO c USING b ON true WHEN MATCHED THEN DELETE; TRUNCATE item', ['reads b', 'writes a', 'writes c', 'writes item']], // prettier-ignore
    ['a name that quotes need', `SELECT "C" FROM "Odd ""s"."T;"`, ['reads Odd "s.T;']],
    ['routines and sequences', `SELECT helper(1) + nextval('q') + other.helper(1, 2)`, ['reads helper', 'reads other.helper', 'reads q']], // prettier-ignore
    ['types', `SELECT 'ok'::mood`, ['reads mood']],
    ['WITH hides', 'WITH b AS (SELECT 1) SELECT 1 FROM b', []],
    ['WITH does not hide from itself', 'WITH b AS (SELECT id FROM b) SELECT 1 FROM b', ['reads b']],
    ['WITH RECURSIVE does', 'WITH RECURSIVE b AS (SELECT 1 AS id UNION SELECT id FROM b) SELECT 1 FROM b', []],
    ['a query of WITH sees those before it', 'WITH a AS (SELECT 1), b AS (SELECT 1 FROM a, b) SELECT 1 FROM a, b', ['reads b']], // prettier-ignore
    ['WITH ends with its query', 'SELECT 1 FROM (WITH b AS (SELECT 1) SELECT 1 FROM b) AS x, b', ['reads b']],
    ['WITH that changes', 'WITH gone AS (DELETE FROM b RETURNING id) INSERT INTO c SELECT id FROM gone', ['writes b', 'writes c']], // prettier-ignore
    ['aliases and columns are no relations', 'SELECT b.item, c FROM a AS b, LATERAL (SELECT b.id) AS c', [plain]],
    ['texts are no SQL', `SELECT 'SELECT 1 FROM b; -- ' || "id" FROM a`, [plain]],
  ])('%s', async (_, body, expected) => expect(await readRoutine(inSql(body))).toEqual(inOrder(expected)))

  test('BEGIN ATOMIC and RETURN', async () => {
    const atomic = 'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC INSERT INTO b VALUES (1); SELECT id FROM a; END;'
    expect(await readRoutine(atomic)).toEqual(['reads a', 'writes b'])
    expect(await readRoutine('CREATE FUNCTION f() RETURNS int RETURN (SELECT max(id) FROM a);')).toEqual([plain])
  })

  test('a procedure, a body in plain quotes, a language in capitals', async () => {
    expect(await readRoutine(`CREATE PROCEDURE f() LANGUAGE SQL AS 'INSERT INTO b VALUES (1)';`)).toEqual(['writes b'])
  })

  test('one that does not parse, and one in a language that is not read', async () => {
    expect(await readRoutine(inSql('SELEC 1'))).toEqual(['not read'])
    expect(await readRoutine(`CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS 'return 1';`)).toEqual(['not read']) // prettier-ignore
  })
})

describe('bodies in PL/pgSQL', () => {
  test.each([
    ['every statement that holds a query', `
      p := (SELECT max(id) FROM b);
      PERFORM id FROM c;
      IF EXISTS (SELECT FROM item) THEN RAISE NOTICE '%', (SELECT max("C") FROM "Odd ""s"."T;"); END IF;
      FOR r IN SELECT * FROM other.only_here LOOP NULL; END LOOP;
      RETURN QUERY SELECT * FROM other.a;`, 'r record;',
      [plain, 'reads Odd "s.T;', 'reads b', 'reads c', 'reads item', 'reads other.a', 'reads other.only_here']],
    ['CASE, WHILE, FOREACH, ASSERT, RETURN NEXT, exceptions', `
      CASE (SELECT max(id) FROM b) WHEN 1 THEN NULL; ELSE NULL; END CASE;
      WHILE (SELECT true FROM c) LOOP EXIT; END LOOP;
      FOREACH p IN ARRAY (SELECT array_agg(id) FROM item) LOOP NULL; END LOOP;
      ASSERT (SELECT true FROM other.a);
      EXCEPTION WHEN others THEN INSERT INTO other.only_here VALUES (1);`, '',
      [plain, 'reads b', 'reads c', 'reads item', 'reads other.a', 'writes other.only_here']],
    ['cursors', `OPEN bound(3); OPEN free FOR SELECT * FROM c; FETCH bound INTO p; UPDATE item SET id = 1 WHERE CURRENT OF bound;`,
      'bound CURSOR (n int) FOR SELECT id FROM b WHERE id = n; free refcursor;', [plain, 'reads b', 'reads c', 'writes item']],
    ['INTO is no relation', 'SELECT id INTO STRICT item FROM b;', 'item int;', [plain, 'reads b']],
    ['%TYPE and %ROWTYPE, quoted or not', 'x := 1;', 'x b.id%TYPE; y c%ROWTYPE; z "Odd ""s"."T;"%ROWTYPE; w "Odd ""s"."T;"."C"%TYPE;',
      [plain, 'reads Odd "s.T;', 'reads b', 'reads c']],
    ['fields of a row', 'x.id := (SELECT max(id) FROM c); SELECT id INTO x.id FROM item;', 'x b%ROWTYPE;',
      [plain, 'reads b', 'reads c', 'reads item']],
    ['arrays of a column’s type', 'x[1] := 2; x[1:2] := (SELECT array_agg(id) FROM b);', 'x a.id%TYPE[];', [plain, 'reads b']],
    ['subscripts', `x[(SELECT max(id) FROM b)] := 1; y['a=b'] := '1';`, 'x int[]; y jsonb;', [plain, 'reads b']],
    ['types', 'NULL;', `x mood := 'ok'; y mood[]; z b; w varchar(3);`, [plain, 'reads b', 'reads mood']],
    ['temporary tables hide relations', 'CREATE TEMP TABLE b ON COMMIT DROP AS SELECT * FROM c; INSERT INTO b VALUES (1); PERFORM FROM b; DELETE FROM public.b;', '',
      [plain, 'reads c', 'writes b']],
    ['tables that stay do not', 'CREATE TABLE IF NOT EXISTS b (id int); INSERT INTO b VALUES (1);', '', [plain, 'writes b']],
    ['CALL', 'CALL helper(1);', '', [plain, 'reads helper']],
    ['EXECUTE of a constant', `EXECUTE 'DELETE FROM ' || 'b'; EXECUTE $$TRUNCATE c$$;`, '', [plain, 'writes b', 'writes c']],
    ['format() with names that are written there', `EXECUTE format('INSERT INTO %I.%I SELECT %L, %2$s', 'other', 'a', '1') USING 1; RETURN QUERY EXECUTE format('SELECT * FROM %s -- %%', quote_ident('b'));`, '',
      [plain, 'reads b', 'writes other.a']],
    ['EXECUTE of what is not known', `EXECUTE 'DELETE FROM ' || quote_ident(p::text);\nFOR r IN EXECUTE format('SELECT * FROM %I', p) USING p LOOP NULL; END LOOP;\nRETURN QUERY EXECUTE 'SELECT 1 FROM b WHERE ' || p;`, 'r record;',
      [plain, 'dynamic in line 4', 'dynamic in line 5', 'dynamic in line 6']],
    ['OPEN … FOR EXECUTE', `OPEN r FOR EXECUTE 'SELECT * FROM ' || p;`, 'r refcursor;', [plain, 'dynamic in line 4']],
    ['labels, blocks in blocks, comments', `<<outside>> DECLARE b int := 1; BEGIN b := outside.b; /* FROM c */ END; -- FROM item`, '', [plain]],
  ])('%s', async (_, body, declared, expected) => expect(await readRoutine(inPlpgsql(body, declared))).toEqual(inOrder(expected))) // prettier-ignore

  test('trigger functions: NEW and OLD, transition tables', async () => {
    const sql = `
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.id := OLD.id;
        INSERT INTO c SELECT id FROM b;
        RETURN NEW;
      END $$;
      CREATE TRIGGER t AFTER INSERT ON a REFERENCING NEW TABLE AS b FOR EACH STATEMENT EXECUTE FUNCTION f();`
    expect(await readRoutine(sql)).toEqual(['writes c'])
  })

  test('names are looked up at the end, in the search_path of the function, of its creation, of the database', async () => {
    const body = 'AS $$BEGIN PERFORM FROM later; PERFORM FROM a; END$$'
    const f = (settings: string) => `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql ${settings} ${body};`
    const later = 'CREATE TABLE public.later (id int);'
    expect(await readRoutine(`${f('')} ${later}`)).toEqual(['reads a', 'reads later'])
    expect(await readRoutine(`${f('SET search_path = other')} ${later}`)).toEqual(['reads other.a'])
    expect(await readRoutine(`${f(`SET search_path = ''`)} ${later}`)).toEqual([])
    expect(await readRoutine(`SET search_path = other; ${f('')} RESET search_path; ${later}`)).toEqual(['reads other.a']) // prettier-ignore
    expect(await readRoutine(`${f('')} ALTER FUNCTION f() SET search_path = other; ${later}`)).toEqual(['reads other.a']) // prettier-ignore
    const dumped = `SET search_path = ''; ${f('').replace('FUNCTION f', 'FUNCTION public.f')}`
    expect(await readRoutine(`${dumped} ${later}`)).toEqual(['reads a', 'reads later'])
    expect(await readRoutine(`ALTER DATABASE shop SET search_path = other; ${dumped} ${later}`)).toEqual(['reads other.a']) // prettier-ignore
  })
})
