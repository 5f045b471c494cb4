import { expect, it } from 'vitest'
import { findImplied } from '../implied/find-implied.ts'
import { readCatalog } from '../source/read-catalog.ts'
import { sourceFile } from '../source/source-text.ts'
import { makeTieNet, tieScene } from './tie-net.ts'
import { tieFinders } from './tie-registry.ts'

/** Ties of one kind, `a b weight`, sorted. */
async function ties(kind: string, sql: string): Promise<string[]> {
  const { catalog } = await readCatalog({ files: [sourceFile('a.sql', Buffer.from(sql))] })
  const net = makeTieNet(
    tieScene(catalog, findImplied(catalog).references),
    tieFinders.filter(({ id }) => id === kind),
  )
  const name = (id: number) => catalog.objects[id]!.name
  return [...net.ties]
    .flatMap(([a, others]) =>
      [...others].flatMap(([b, weight]) => (name(a) < name(b) ? [`${name(a)} ${name(b)} ${weight.toFixed(2)}`] : [])),
    ) // prettier-ignore
    .sort()
}

const three = 'create table a(id int primary key, v int); create table b(id int primary key); create table c(id int primary key);' // prettier-ignore

it('a foreign key ties; what many reference ties each of them less', async () => {
  expect(await ties('reference', `${three} alter table b add x int references a;`)).toEqual(['a b 1.00'])
  expect(await ties('reference', `${three} alter table b add x int references a; alter table c add x int references a;`)).toEqual(['a b 0.71', 'a c 0.71']) // prettier-ignore
})

it('an implied reference ties as much as it is sure', async () => {
  const [tie] = await ties('reference', 'create table person(id int primary key); create table mail(person_id int);')
  expect(tie).toMatch(/^mail person 0\.9\d$/)
})

it('a partition ties for its whole, and only once for a key that it inherits', async () => {
  const sql = `${three} create table p(id int, k int, a_id int references a) partition by list (k); create table p1 partition of p for values in (1);` // prettier-ignore
  expect(await ties('reference', sql)).toEqual(['a p 1.00'])
  expect(await ties('view', `${sql} create view w as select p1.id from p1 join b on true;`)).toEqual(['b p 0.50'])
})

it('a view ties what it reads, and nothing where it reads too much', async () => {
  expect(await ties('view', `${three} create view w as select a.id from a, b, c;`)).toEqual(['a b 0.25', 'a c 0.25', 'b c 0.25']) // prettier-ignore
  const many = Array.from({ length: 9 }, (_, at) => `t${at}`)
  const tables = many.map((name) => `create table ${name}(id int);`).join('')
  expect(await ties('view', `${tables} create view w as select 1 from ${many.join(', ')};`)).toEqual([])
})

it('a routine ties what it touches, with what calls it by a trigger', async () => {
  const body = (sql: string) => `create function f() returns trigger language plpgsql as $$ begin ${sql} return new; end $$; create trigger t before insert on a for each row execute function f();` // prettier-ignore
  expect(await ties('routine', `${three} ${body('insert into b values (1);')}`)).toEqual(['a b 0.50'])
  expect(await ties('routine', `${three} ${body('')} create trigger t before insert on b for each row execute function f();`)).toEqual([]) // prettier-ignore
})

it('names that begin alike tie; a word that most begin with does not', async () => {
  const tables = (names: readonly string[]) => names.map((name) => `create table ${name}();`).join('')
  expect(await ties('name', tables(['sales_order', 'sales_quote', 'person', 'log']))).toEqual([
    'sales_order sales_quote 0.50',
  ])
  expect(await ties('name', tables(['salesorder', 'salesquote', 'person']))).toHaveLength(1)
  expect(await ties('name', tables(['app_order', 'app_quote', 'app_person', 'app_log']))).toEqual([])
})
