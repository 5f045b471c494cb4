import { describe, expect, test } from 'vitest'
import { renameInText } from './rename-in-text.ts'

/** The text after `public.mood` moved to `"my shop"`; « marks a place where its bare name is known to stand. */
function renamed(marked: string, isSubject = false): string {
  const places = new Set(
    [...marked.matchAll(/«/g)].map((match, before) => Buffer.byteLength(marked.slice(0, match.index)) - 2 * before),
  )
  const bytes = Buffer.from(marked.replaceAll('«', ''))
  const from = { schema: 'public', name: 'mood' }
  let text = bytes.toString()
  const edits = renameInText(bytes, 0, bytes.length, { from, schema: 'my shop', places, isSubject })
  for (const { start, end, text: added } of edits.sort((a, b) => b.start - a.start))
    text = text.slice(0, start) + added + text.slice(end)
  return text
}

describe('a type that moved is named', () => {
  test.each([
    [
      'create table t (mood public.mood, a PUBLIC . "mood"[])',
      'create table t (mood "my shop".mood, a "my shop" . "mood"[])',
    ],
    ['create table t (mood «mood)', 'create table t (mood "my shop".mood)'],
    [
      `select 'public.mood', public.moods, x.public.mood, "Public".mood`,
      `select 'public.mood', public.moods, x.public.mood, "Public".mood`,
    ],
    [
      'create function f() as $a$ select null::public.mood $a$',
      'create function f() as $a$ select null::"my shop".mood $a$',
    ],
    ['-- public.mood\nselect 1 /* public.mood */', '-- public.mood\nselect 1 /* public.mood */'],
  ])('in %s', (text, expected) => expect(renamed(text)).toBe(expected))

  test('where the statement is about it, once', () => {
    expect(renamed("create type mood as enum ('mood', 'x'); -- mood", true)).toBe(
      `create type "my shop".mood as enum ('mood', 'x'); -- mood`,
    )
    expect(renamed('alter type public.mood rename to mood', true)).toBe('alter type "my shop".mood rename to mood')
  })
})
