import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { objectsOf } from '../catalog/catalog.ts'
import { readCatalog } from '../source/read-catalog.ts'
import { sourceFile } from '../source/source-text.ts'
import { findImplied } from './find-implied.ts'
import { defaultConfidence } from './implied-reference.ts'
import { stemWord } from './name-words.ts'

const readSql = async (sql: string | Buffer) =>
  (await readCatalog({ files: [sourceFile('a.sql', Buffer.from(sql))] })).catalog

/** What is found at the default confidence, `referencing -> referenced` without schema public. */
async function found(sql: string): Promise<string[]> {
  const { references } = findImplied(await readSql(sql))
  return references
    .filter(({ confidence }) => confidence >= defaultConfidence)
    .map(({ id }) => id.replaceAll('public.', ''))
}

describe('implied references', () => {
  it('finds all 26 of Fountain without its keys, and no other', async () => {
    const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url))
    const declared = await readSql(fixture('fountain.sql'))
    const keys = objectsOf(declared, 'foreign-key').map(
      (key) =>
        `${declared.objects[key.of]!.name}(${key.columns[0]}) -> ${declared.objects[key.referenced]!.name}(${key.referencedColumns[0]})`,
    )
    const ids = await found(fixture('fountain-without-keys.sql').toString())
    expect(keys).toHaveLength(26)
    expect(ids.map((id) => id.replaceAll('"', '')).sort()).toEqual(keys.sort())
  })

  it.each([
    ['the singular and an id', 'categories(id)', 'category_id'],
    ['the key’s own name', 'writer(author_id)', 'author_id'],
    ['a role before it', 'address(id)', 'billing_address_id'],
    ['one of several', 'person(person_id)', 'person2_id'],
    ['no marks between words', 'salesorder(salesorderid)', 'salesorderid'],
    ['a role glued to it', 'address(addressid)', 'shiptoaddressid'],
    ['quoted camel case', '"Customer"("Id")', '"preferredCustomerId"'],
    ['id before the noun', 'cliente(id)', 'id_cliente'],
    ['a mark before the table', 'tbl_user(id)', 'user_id'],
    ['an irregular plural', 'people(id)', 'person_id'],
  ])('reads a name with %s', async (_, target, column) => {
    const [table, key] = target.slice(0, -1).split('(')
    expect(await found(`create table ${table}(${key} int primary key); create table t(t int primary key, ${column} int);`)).toEqual([`t(${column}) -> ${target}`]) // prettier-ignore
  })

  it('wants types that compare and a key that is unique', async () => {
    expect(await found('create table a_user(id uuid primary key); create table t(a_user_id int);')).toEqual([])
    expect(await found('create table other(id int primary key); create table a_user(id uuid primary key); create table t(a_user_id int);')).toEqual([]) // prettier-ignore
    expect(await found('create table shop(id int); create table t(shop_id int);')).toEqual([])
    expect(await found('create table shop(id int unique); create table t(shop_id bigint);')).toEqual([
      't(shop_id) -> shop(id)',
    ])
  })

  it('prefers its own schema, then the longer name', async () => {
    const two = 'create schema a; create schema b; create table a.item(id int primary key); create table b.item(id int primary key);' // prettier-ignore
    expect(await found(`${two} create table b.t(item_id int);`)).toEqual(['b.t(item_id) -> b.item(id)'])
    expect(await found(`${two} create table t(item_id int);`)).toEqual([])
    expect(
      await found(
        'create table item(id int primary key); create table order_item(id int primary key); create table t(order_item_id int);',
      ),
    ).toEqual(['t(order_item_id) -> order_item(id)'])
  })

  it('leaves alone what is declared, on a partition too, and what draws its own numbers', async () => {
    expect(await found('create table a(a_id serial primary key); create table t(a_id int references a);')).toEqual([])
    expect(
      await found(
        `create table a(a_id int primary key); create table p(a_id int, k int) partition by list (k);
         create table p1 partition of p for values in (1); alter table p1 add foreign key (a_id) references a;`,
      ),
    ).toEqual([])
    expect(
      await found('create table a(a_id serial primary key); create table a_archive(a_id serial primary key);'),
    ).toEqual([])
  })

  it('believes a comment', async () => {
    const tables = 'create table employee(businessentityid int primary key); create table document(owner int);'
    expect(await found(tables)).toEqual([])
    expect(
      await found(
        `${tables} comment on column document.owner is 'Who has it. Foreign key to Employee.BusinessEntityID';`,
      ),
    ).toEqual(['document(owner) -> employee(businessentityid)'])
    const schemas = 'create schema a; create schema b; create table a.staff(no int primary key); create table b.staff(no int primary key);' // prettier-ignore
    expect(
      await found(`${schemas} create table doc(owner int); comment on column doc.owner is 'foreign key to b.staff';`),
    ).toContain('doc(owner) -> b.staff(no)')
  })

  it('takes what a person does for the one relation of persons, users before employees', async () => {
    const t = 'create table doc(id int primary key, approved_by int, owner_id int, create_uid int);'
    const all = ['approved_by', 'create_uid', 'owner_id']
    expect(await found(`${t} create table app_user(id int primary key);`)).toEqual(all.map((name) => `doc(${name}) -> app_user(id)`)) // prettier-ignore
    expect(await found(`${t} create table employees(id int primary key);`)).toEqual(all.map((name) => `doc(${name}) -> employees(id)`)) // prettier-ignore
    const both = 'create table users(id int primary key); create table employees(id int primary key);'
    expect(await found(`${t} ${both}`)).toEqual(all.slice(0, 2).map((name) => `doc(${name}) -> users(id)`))
    expect(await found(t)).toEqual([])
  })

  it('takes a parent for its own relation, unless another is called so', async () => {
    const tree = 'create table node(id int primary key, parent_id int);'
    expect(await found(tree)).toEqual(['node(parent_id) -> node(id)'])
    expect(await found(`${tree} create table parents(id int primary key);`)).toEqual(['node(parent_id) -> parents(id)'])
  })

  it('reads a name as what its relation leaves unsaid', async () => {
    const catalog = await readSql('create table news_category(id int primary key); create table process_category(id int primary key); create table process(id int primary key, category_id int);') // prettier-ignore
    const [best] = findImplied(catalog).references
    expect(best!.id).toBe('public.process(category_id) -> public.process_category(id)')
    expect(best!.because).toContain('leaves out process')
  })

  it('wants a role for a reference to its own relation', async () =>
    expect(await found('create table client(id text primary key, client_id text, parent_client_id text);')).toEqual([
      'client(parent_client_id) -> client(id)',
    ]))

  it('takes a bare noun only where the whole schema calls its references so', async () => {
    const nouns = ['artist', 'label', 'area', 'medium', 'work'].map((noun) => `create table ${noun}(id int primary key);`).join('') // prettier-ignore
    const one = `${nouns} create table t(artist int);`
    expect(await found(one)).toEqual([])
    expect(await found(`${one} create table u(label int, area int, medium int, work int);`)).toHaveLength(5)
  })

  it('is less sure of what is only unique, in another schema, or without an index', async () => {
    const sure = async (target: string, more = '') => {
      const catalog = await readSql(`create schema s; create table ${target}; create table t(thing_id int); ${more}`)
      return findImplied(catalog).references[0]!.confidence
    }
    const usual = await sure('thing(id int primary key)')
    expect(await sure('thing(id int unique)')).toBeLessThan(usual)
    expect(await sure('s.thing(id int primary key)')).toBeLessThan(usual)
    expect(await sure('s.thing(id int primary key)', 'create index on t (thing_id)')).toBeGreaterThan(await sure('s.thing(id int primary key)')) // prettier-ignore
  })

  it('counts a key once, by the best reason for which it is unique', async () => {
    const sure = async (target: string, more = '') => {
      const catalog = await readSql(`create table ${target}; ${more} create table t(thing_id int);`)
      return findImplied(catalog).references.map(({ confidence }) => confidence)
    }
    const usual = await sure('thing(id int primary key)')
    expect(usual).toHaveLength(1)
    expect(await sure('thing(id int unique)', 'alter table thing add primary key (id);')).toEqual(usual)
    expect(await sure('thing(id int primary key)', 'create unique index on thing (id);')).toEqual(usual)
    expect(await sure('thing(id int)', 'create unique index on thing (id) where id > 0;')).toEqual([])
    expect(await sure('thing(id int)', 'create unique index on thing (id);')).toHaveLength(1)
  })

  it('takes the name of a schema before a relation’s for nothing', async () => {
    const sure = async (target: string) => {
      const sql = `create schema sales; create table sales.t(person_id int); create table sales.${target}(id int primary key);`
      return findImplied(await readSql(sql)).references[0]!.confidence
    }
    expect(await sure('sales_person')).toBeGreaterThan(await sure('other_person'))
  })

  it('reads a name for each relation that has it', async () => {
    const relations = ['process', 'news'].map((name) => `create table ${name}_category(id int primary key); create table ${name}(id int primary key, category_id int);`) // prettier-ignore
    const { references } = findImplied(await readSql(relations.join('')))
    expect(references.map(({ id }) => id)).toEqual([
      'public.news(category_id) -> public.news_category(id)',
      'public.process(category_id) -> public.process_category(id)',
    ])
    expect(references.map(({ because }) => because)).toEqual([
      expect.stringContaining('leaves out news'),
      expect.stringContaining('leaves out process'),
    ])
  })

  it('lets a relation’s name decide where many have a key of one name', async () => {
    const keys = ['person', 'store', 'vendor']
      .map((name) => `create table ${name}(entity_id int primary key);`)
      .join('')
    const { references } = findImplied(await readSql(`${keys} create table vendor_phone(entity_id int, phone text);`))
    const [phone] = references.filter(({ relation }) => relation.name === 'vendor_phone')
    expect(phone!.id).toBe('public.vendor_phone(entity_id) -> public.vendor(entity_id)')
  })

  it('knows whose key a key is', async () => {
    // A copy's key names what was copied, and a key that is named after its own relation is its own.
    expect(await found('create table orders(order_id int primary key); create table orders_archive(order_id int primary key);')).toEqual([]) // prettier-ignore
    expect(await found('create table customer_order(order_id int primary key); create table web_order(order_id int primary key);')).toEqual([]) // prettier-ignore
    expect(await found('create table users(id int primary key); create table profile(user_id int primary key);')).toEqual(['profile(user_id) -> users(id)']) // prettier-ignore
  })

  it('shares its confidence among rivals', async () => {
    const { references } = findImplied(
      await readSql('create table a_item(id int primary key); create table b_item(id int primary key); create table t(item_id int);'), // prettier-ignore
    )
    expect(references[0]!.confidence).toBeLessThan(0.5)
    expect(references[0]!.because).toContain('could also be public.b_item(id)')
  })

  it('names polymorphic pairs and does not guess at them', async () => {
    const catalog = await readSql(
      'create table post(id int primary key); create table comment(id int, commentable_type text, commentable_id int, post_id int);',
    )
    const { polymorphic, references } = findImplied(catalog)
    expect(polymorphic.map(({ id }) => id)).toEqual(['public.comment(commentable_type, commentable_id)'])
    expect(references.map(({ id }) => id)).toEqual(['public.comment(post_id) -> public.post(id)'])
  })
})

it.each([
  ['category', 'categories'],
  ['address', 'addresses'],
  ['status', 'statuses'],
  ['menu', 'menus'],
  ['house', 'houses'],
  ['leaf', 'leaves'],
  ['analysis', 'analyses'],
  ['movie', 'movies'],
  ['day', 'days'],
  ['box', 'boxes'],
  ['person', 'people'],
  ['index', 'indices'],
])('%s and %s are one noun', (singular, plural) => expect(stemWord(plural)).toBe(stemWord(singular)))
