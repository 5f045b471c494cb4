import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clauseEnd, columnConstraintSpan, listItemSpans } from './sql-cut.ts'

/** The text with what stands from « on cut as `cut` says. */
function without(
  text: string,
  cut: (bytes: Buffer, at: number, end: number) => { start: number; end: number },
): string {
  const at = Buffer.byteLength(text.slice(0, text.indexOf('«')))
  const bytes = Buffer.from(text.replace('«', ''))
  const span = cut(bytes, at, bytes.length)
  return bytes.toString('utf8', 0, span.start) + bytes.toString('utf8', span.end)
}

describe('cutting', () => {
  it.each([
    ['a int «references b (c), d int', 'a int , d int'],
    ['a int «constraint "x,y" references b on delete set null (c, d) on update set default not null, d', 'a int  not null, d'], // prettier-ignore
    ['a int not null «references b match full deferrable initially deferred default 3)', 'a int not null  default 3)'],
    ['a int «references b on delete set default check (a > 1))', 'a int  check (a > 1))'],
    ['a int «default (1 + f(2, 3))::int references b,', 'a int  references b,'],
    ['a text «default null not null,', 'a text  not null,'],
    ['a text «default \'x\' collate "C" null,', 'a text  null,'],
    ['a int «generated always as (b + c) stored unique,', 'a int  unique,'],
    ['a int «check (b is not null) no inherit references c)', 'a int  references c)'],
    ['a int primary key «references b not deferrable not null)', 'a int primary key  not null)'],
    ['a int «constraint check_it check (true) constraint other references b)', 'a int  constraint other references b)'],
  ])('a column constraint out of %s', (text, expected) => {
    expect(without(text, columnConstraintSpan)).toBe(expected)
  })

  it.each([
    ['(a int, «b int, c int)', '(a int, c int)'],
    ['(«a int, -- about a\n c int)', '(c int)'],
    ['(a int, -- about a\n «b int -- about b\n)', '(a int -- about a\n  -- about b\n)'],
    ['(«a int)', '()'],
    ['alter table t «add foreign key (a) references b (c, d), add x int;', 'alter table t add x int;'],
    ['alter table t add x int,\n  «add foreign key (a) references b;', 'alter table t add x int;'],
    ['(a int,\n  -- the key\n  «foreign key (a) references b,\n  c int)', '(a int,\n  -- the key\n  c int)'],
    ['(a int, «b int, «c int)', '(a int)'],
    ['(«a int, b int, «c int)', '(b int)'],
    ['(«a int, «b int, c int)', '(c int)'],
    ['(«a int, «b int)', '()'],
    ['grant select on a, «b to c, d', 'grant select on a to c, d'],
    ['drop table a, «cascade cascade', 'drop table a cascade'],
  ])('list items out of %s', (text, expected) => {
    const items = [...text.matchAll(/«/g)].map(
      (match, before) => Buffer.byteLength(text.slice(0, match.index)) - 2 * before,
    )
    const bytes = Buffer.from(text.replaceAll('«', ''))
    let left = bytes.toString()
    for (const span of listItemSpans(bytes, items, 0, bytes.length, new Set(['to', 'cascade'])).sort(
      (a, b) => b.start - a.start,
    ))
      left = left.slice(0, span.start) + left.slice(span.end)
    expect(left).toBe(expected)
  })

  it('ends a clause at its own depth', () => {
    const bytes = Buffer.from("a numeric(1, 2) default ','::text, b")
    expect(clauseEnd(bytes, 0, bytes.length)).toBe(bytes.indexOf(', b'))
  })

  it('ends a clause where it would token by token', () => {
    const piece = fc.constantFrom(
      ...['a', 'é1', ' ', '\n', ',', ';', '(', ')', '[', ']', '::', '1.5e3', '-', '-- c\n', '/* ; */', '$1', '$$;$$'],
      ...['E', "'", "','", "E'\\',' ", 'U&', '"', '",;"', '&', "x'1f'"],
    )
    const noWord = new Set(['never'])
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const bytes = Buffer.from(pieces.join(''))
        expect(clauseEnd(bytes, 0, bytes.length)).toBe(clauseEnd(bytes, 0, bytes.length, noWord))
      }),
      { numRuns: 2000 },
    )
  })
})
