import { describe, expect, test } from 'vitest'
import { dollarQuoted, join, literal, raw, sql, statements } from './sql.ts'

describe('SQL with its values quoted', () => {
  test('a string is a name, unless it is said to be a literal', () => {
    const hostile = `a"b'; DROP TABLE c; --`
    expect(sql`SELECT ${hostile}, ${'plain'}, ${literal(hostile)}`.text).toBe(
      `SELECT "a""b'; DROP TABLE c; --", plain, 'a"b''; DROP TABLE c; --'`,
    )
    expect(sql`${literal('a\\b')} ${{ schema: 'Mixed', name: 'select' }} ${5}`.text).toBe(
      `E'a\\\\b' "Mixed"."select" 5`,
    )
  })

  test('lists are joined, parts of several lines indented, lines of nothing left out', () => {
    const columns = join([sql`${'a'} int`, sql`${'b'} text`], ',\n')
    const table = sql`CREATE TABLE ${'t'} (
  ${columns},
  ${undefined}
  PRIMARY KEY (${['a', 'b']})${undefined}
)`
    expect(table.text).toBe('CREATE TABLE t (\n  a int,\n  b text,\n  PRIMARY KEY (a, b)\n)')
  })

  test('nothing ends the dollar quotes of a body', () => {
    expect(dollarQuoted(raw(`SELECT '$body$', '$body2$'`)).text).toBe(`$body3$\nSELECT '$body$', '$body2$'\n$body3$`)
  })

  test('statements are ended, empty ones left out', () => {
    expect(statements([sql`SELECT 1`, undefined, raw(''), sql`SELECT 2`])).toBe('SELECT 1;\n\nSELECT 2;\n')
  })
})

test('a name or a text of two lines stays what it is, however far it is indented', () => {
  const name = { schema: 'a', name: 'b"\\\nc' }
  expect(
    sql`BEGIN
  ${sql`SELECT ${literal("it's \\\nso")} FROM ${name}`};
END`.text,
  ).toBe(`BEGIN
  SELECT E'it''s \\\\\\nso' FROM a.U&"b""\\\\\\000Ac";
END`)
})
