import type { Mistake } from './mistake.test-support.ts'

const trigger = (what: string) => new RegExp(`CREATE TRIGGER "~fountain_split_1_person_code_${what}"[^;]*;`)

/** Mistakes in what is generated. */
export const mistakesInSql: Readonly<Record<string, Mistake>> = {
  'changed-keys-are-not-told': { part: 'capture', sql: { from: trigger('changed'), to: '' } },
  'new-keys-are-not-told': { part: 'capture', sql: { from: trigger('created'), to: '' } },
  'deleted-keys-are-not-told': { part: 'capture', sql: { from: trigger('deleted'), to: '' } },
  'a-key-that-is-written-otherwise-counts-as-the-same': {
    part: 'capture',
    sql: { from: / OR OLD\.code::text COLLATE "C" IS DISTINCT FROM NEW\.code::text COLLATE "C"/, to: '' },
  },
  'a-key-is-not-canonical': { part: 'capture', sql: { from: /trim_scale\(([^()]*)\)/g, to: '$1' } },
  'a-deleted-key-leaves-no-tombstone': {
    part: 'register',
    sql: {
      from: /version = excluded\.version,\n      previous = r\.version,\n      alive = false,/,
      to: 'alive = false,',
    },
  },
  'the-native-key-is-left-out': {
    part: 'native key',
    sql: { from: /ALTER TABLE shop\.basket\n  ADD CONSTRAINT basket_owner[^;]*;/, to: '' },
  },
  'the-native-key-has-lost-its-action': {
    part: 'native key',
    sql: { from: /ON DELETE SET NULL/, to: 'ON DELETE NO ACTION' },
  },
  'the-native-key-has-another-name': {
    part: 'native key',
    sql: { from: /ADD CONSTRAINT basket_payer/, to: 'ADD CONSTRAINT basket_payer_2' },
  },
  'a-changed-key-counts-as-deleted': {
    part: 'replica',
    sql: {
      from: /WHEN MATCHED AND e\.act = 'change' THEN UPDATE SET code = e\.new1/,
      to: "WHEN MATCHED AND e.act = 'change' THEN DELETE",
    },
  },
  'relay-and-consumer-have-no-rights': {
    part: 'rights',
    sql: {
      from: /GRANT SELECT, INSERT, UPDATE, DELETE ON fountain_split\.inbox, fountain_split\.applied TO shop_split_runtime;/,
      to: '',
    },
  },
  'a-full-outbox-is-passed-over': {
    part: 'capture',
    faults: ['full-outbox'],
    often: 0.5,
    sql: {
      from: /(    PERFORM fountain_split\.person_code_settle\(\);\n  END IF;\n  RETURN NULL;\n)END/,
      to: '$1EXCEPTION WHEN disk_full THEN\n  RETURN NULL;\nEND',
    },
  },
  'a-successor-has-no-version': { part: 'capture', sql: { from: /, 'successorVersion', new_version/, to: '' } },
  'an-epoch-does-not-rise': {
    part: 'epoch',
    faults: ['restored-backup'],
    often: 0.4,
    operations: 600,
    sql: { from: /SET epoch = epoch \+ 1 RETURNING epoch/, to: 'SET epoch = epoch RETURNING epoch' },
  },
}
