import fc from 'fast-check'

// Few names, so that statements meet.

export const long = 'a_name_that_is_nearly_as_long_as_a_name_may_be_in_postgresql'
export const longUnicode = 'größenverhältnisse_zwischen_überlangen_Bezeichnern_äöü'
export const schemas = ['public', 's1', '"S 2"']
export const names = ['t1', 't2', 't3', 't4', 'p1', `"${longUnicode}"`, long]
export const columns = ['a', 'b', 'c', '"D d"', `${long}_x`, 'é']
export const types = [
  'int',
  'bigint',
  'text',
  'varchar(20)',
  'numeric(8,2)',
  'timestamptz(3)',
  'time',
  'interval day to second(2)',
  'char(3)',
  'int[]',
  'varchar(5)[][]',
  'uuid',
  'bit(4)',
  'varbit',
  'double precision',
  'timestamp',
]
export const actions = [
  '',
  'ON DELETE CASCADE',
  'ON DELETE SET NULL',
  'ON UPDATE CASCADE',
  'ON DELETE RESTRICT ON UPDATE SET DEFAULT',
]
export const deferrals = [
  '',
  '',
  '',
  'DEFERRABLE',
  'DEFERRABLE INITIALLY DEFERRED',
  'INITIALLY DEFERRED',
  'NOT DEFERRABLE',
]

export const pick = (items: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...items)
export const join = (...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((texts) => texts.filter((text) => text !== '').join(' '))
export const listOf = (item: fc.Arbitrary<string>, min: number, max: number): fc.Arbitrary<string> =>
  fc.uniqueArray(item, { minLength: min, maxLength: max }).map((items) => items.join(', '))

export const table = fc.oneof(
  { weight: 3, arbitrary: pick(names) },
  { weight: 1, arbitrary: fc.tuple(pick(schemas), pick(names)).map((parts) => parts.join('.')) },
)
export const column = pick(columns)
export const columnList = listOf(column, 1, 3)
export const constraintName = pick([
  '',
  '',
  '',
  'CONSTRAINT k1',
  'CONSTRAINT "K 2"',
  'CONSTRAINT t1_a_fkey',
  'CONSTRAINT t1_pkey',
  'CONSTRAINT t2_a_check',
])
export const type = pick(types)
export const cascade = pick(['', '', 'CASCADE'])
