import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ShapeReader } from './shapes/read-shape.ts'
import { eachStatement, splitStatements, type SplitFault } from './split-statements.ts'

const reader = new ShapeReader()

/** What comes of it, which is the same where statements are found by their shapes; and how many were. */
function splitBothWays(bytes: Buffer): ReturnType<typeof splitStatements> & { shaped: number } {
  const plain = splitStatements(bytes)
  let fault: SplitFault | undefined
  let shaped = 0
  const statements = [...eachStatement(bytes, (found) => (fault = found), reader)].map(({ shape, ...statement }) => {
    if (shape !== undefined) shaped++
    return statement
  })
  expect(statements).toEqual(plain.statements)
  expect(fault).toEqual(plain.fault)
  return { ...plain, shaped }
}

const split = (text: string) => {
  const bytes = Buffer.from(text)
  const { statements, fault } = splitBothWays(bytes)
  if (fault !== undefined) return fault
  return statements.map((s) => bytes.toString('utf8', s.textStart, s.sqlEnd))
}

describe('splitting as psql does', () => {
  it.each([
    ['plain', 'select 1; select 2', ['select 1', 'select 2']],
    ['quotes', `select ';''; x'; select ";""";`, [`select ';''; x'`, 'select ";"""']],
    ['escapes', String.raw`select E'\';', 'a\'; select 2`, [String.raw`select E'\';', 'a\'`, 'select 2']],
    ['escapes when told so', String.raw`set standard_conforming_strings = off; select 'a\';b'; select 3`, ['set standard_conforming_strings = off', String.raw`select 'a\';b'`, 'select 3']], // prettier-ignore
    ['dollar quotes', 'do $a$ ; $b$ ; $$ ; $a$; select $1; select 2', ['do $a$ ; $b$ ; $$ ; $a$', 'select $1', 'select 2']], // prettier-ignore
    ['dollars in names', 'select a$b$ from c$b$; select 2', ['select a$b$ from c$b$', 'select 2']],
    ['nested comments', 'select /* ; /* ; */ ; */ 1; -- ;\nselect 2', ['select /* ; /* ; */ ; */ 1', 'select 2']],
    ['parentheses', 'create rule r as on insert to t do (select 1; select 2); select 3', ['create rule r as on insert to t do (select 1; select 2)', 'select 3']], // prettier-ignore
    ['begin atomic', 'create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end; begin; end;', ['create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end', 'begin', 'end']], // prettier-ignore
    ['copy', 'copy t from stdin;\n1\t;\n\\.\nselect 1;', ['copy t from stdin', 'select 1']],
    ['copy from a file', "copy t from 'stdin';\nselect 1;", ["copy t from 'stdin'", 'select 1']],
    ['copy with windows lines', 'copy t from stdin with (format csv);\r\n1\r\n\\.\r\nselect 1;', ['copy t from stdin with (format csv)', 'select 1']], // prettier-ignore
    ['psql lines', '\\connect a;b\nselect 1\n\\gexec\n\\copy t from x.csv\nselect 2', ['\\connect a;b', 'select 1\n', '\\gexec', '\\copy t from x.csv', 'select 2']], // prettier-ignore
    ['casts and assignments', 'select a::int, f(b := 1); select 2', ['select a::int, f(b := 1)', 'select 2']],
    ['a byte order mark', '\ufeffselect 1;', ['select 1']],
    ['nothing', ' ;; -- only a comment\n', []],
  ])('%s', (_, text, expected) => expect(split(text)).toEqual(expected))

  it.each([
    ['copy t from stdin;\n1\n', 'copy-without-end', 0],
    ["select 1; select 'a", 'unterminated-quote', 17],
    ["select 'a''", 'unterminated-quote', 7],
    ['do $x$ a', 'unterminated-quote', 3],
    ['select 1; /* a /* b */', 'unterminated-comment', 10],
  ])('%j is a text cut short', (text, code, at) => expect(split(text)).toEqual({ code, at }))

  it('sees psql variables outside of quotes', () => {
    const variables = (text: string) => splitBothWays(Buffer.from(text)).statements.map((s) => s.variables)
    expect(variables(`select :a; select :"a"; select :'a'; select ':a', b::c, d[1:2]`)).toEqual([
      true,
      true,
      true,
      false,
    ])
  })

  it('gives a comment to the statement after it, or to the one that it trails', () => {
    const bytes = Buffer.from('-- one\nselect 1; -- still one\n-- two\nselect 2;')
    const { statements } = splitBothWays(bytes)
    expect(statements.map((s) => bytes.toString('utf8', s.start, s.end).trim())).toEqual([
      '-- one\nselect 1; -- still one',
      '-- two\nselect 2;',
    ])
  })

  it('finds the same statements by their shapes, in any text', () => {
    const token = fc.constantFrom(
      ...['create table', 'comment on column', 'alter table', 'grant', 'create view', 'create index', 'set', 'copy'],
      ...['a', 'B', 'é', 'is', 'as', '1', '1.5', ';', ';', '(', ')', ',', '.', '::', ':', ':a', ':=', '=', '[1:2]'],
      ...["'x'", "''", "'a''b'", "'", '"', '"n"', 'E', "E'\\'", '$', '$$', '$1', '\\', '\\g\n'],
      ...['-', '--', '-- c\n', '/*', '*/'],
      ...[' ', '\n', '\r\n', '\t', '\f', '\0', '\ufeff', 'from stdin;\n\\.\n', 'standard_conforming_strings = off'],
    )
    const whole = fc.constantFrom(
      'create table a (b int, "c;" text default \'x;\');',
      "comment on table a is 'it''s; --' ; -- what trails",
      "comment on column a.b is e'it\\'s; x';",
      "comment on column a.b is E'c'; comment on table \"t;\" is 'a\\';b';",
      'set standard_conforming_strings = off;',
      'alter table only a.b add constraint c foreign key (d) references e(f); /* and\n more */',
    )
    let shaped = 0
    fc.assert(
      fc.property(fc.array(fc.oneof(token, whole), { maxLength: 20 }), fc.constantFrom('', ' '), (tokens, gap) => {
        shaped += splitBothWays(Buffer.from(tokens.join(gap))).shaped
      }),
      { numRuns: 5000 },
    )
    expect(shaped).toBeGreaterThan(500)
  })

  it('splits any run of statements back into them', () => {
    const piece = fc.constantFrom(
      'select 1',
      `insert into t values ('a;b', E'\\';', "x;""y")`,
      'create function f() returns void language sql as $f$ select 1; select $$;$$ $f$',
      "create table t (a int /* ; */, b text default (';'))",
      'create function g() returns int language sql begin atomic select 1; select case when a then 1 else 2 end; end',
      "comment on table t is 'it''s; --'",
      'select a$1$b from é; '.slice(0, -2),
    )
    const gap = fc.constantFrom('; ', ';\n\n', ' ;\n-- a ; comment\n', ';\n/* ; /* ; */ */ ')
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, gap)), (parts) => {
        expect((split(parts.flat().join('')) as string[]).map((text) => text.trimEnd())).toEqual(
          parts.map(([text]) => text),
        )
      }),
    )
  })
})
