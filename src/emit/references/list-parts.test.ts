import { expect, test } from 'vitest'
import type { Config } from '../../config/config.ts'
import type { ObligationKind } from '../../plan/obligation.ts'
import { sourceFile } from '../../source/source-text.ts'
import { splitTexts } from '../../split.ts'
import { listParts } from './list-parts.ts'
import type { Obliged } from './obliged.ts'
import { partMakers } from './part-registry.ts'
import type { ServiceReferences } from './service-references.ts'
import { findServiceReferences } from './service-references.ts'

const shop = `
  CREATE SCHEMA people; CREATE SCHEMA shop;
  CREATE TABLE people.person (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE);
  CREATE TABLE people.friend (of integer PRIMARY KEY REFERENCES people.person);
  CREATE TABLE shop.basket (
    owner integer REFERENCES people.person ON DELETE CASCADE,
    payer integer REFERENCES people.person ON DELETE RESTRICT,
    name text REFERENCES people.person (name) ON DELETE CASCADE ON UPDATE CASCADE
  );
  CREATE INDEX ON shop.basket (owner);
  INSERT INTO people.person VALUES (1, 'Ann');
  INSERT INTO shop.basket VALUES (1, 1, 'Ann')`

async function servicesOf(sql: string, config: Config = {}): Promise<Map<string, ServiceReferences>> {
  const texts = { kind: 'sql' as const, files: [sourceFile('schema.sql', Buffer.from(sql))], skipped: [] }
  const split = await splitTexts(texts, { config, file: undefined }, {})
  return new Map(findServiceReferences(split).map((service) => [service.service, service]))
}

const kindsOf = (service: ServiceReferences) => listParts(service).map(({ id }) => id.split(' ')[0]!)

test('parts come in the order in which they need each other, one maker to a kind', async () => {
  const { people, shop: basket } = Object.fromEntries(await servicesOf(shop))
  expect(kindsOf(people!)).toEqual(['home', 'outbox', 'release-tables', 'register', 'register', 'capture', 'release'])
  expect(kindsOf(basket!)).toEqual([
    ...['home', 'inbox', 'release-tables'],
    ...['replica', 'functions', 'check', 'index', 'native-key'],
    ...['replica', 'functions', 'vote', 'check', 'native-key', 'index', 'native-key'],
  ])
  const own = await servicesOf(shop, { references: [{ from: 'shop.basket(owner)', guard: 'api' }, { from: 'shop.basket(name)', guard: 'application' }] }) // prettier-ignore
  expect(kindsOf(own.get('shop')!)).toEqual([
    ...['home', 'inbox', 'release-tables', 'refuse'],
    ...['key-state', 'apply-action', 'functions', 'hold', 'index'],
    ...['replica', 'apply-action', 'functions', 'vote', 'hold', 'check', 'index', 'native-key'],
  ])
  const giver = 'giver integer DEFAULT 1 REFERENCES people.person ON DELETE SET DEFAULT, owner integer'
  const pinned = await servicesOf(shop.replace('owner integer', giver), {
    references: [{ from: 'shop.basket(giver)', delete: 'event' }],
  })
  const together = await servicesOf(shop.replace('name text REF', 'id integer PRIMARY KEY, name text REF').replace('ON UPDATE CASCADE', 'ON UPDATE CASCADE DEFERRABLE')) // prettier-ignore
  expect(kindsOf(together.get('people')!).slice(0, 4)).toEqual(['home', 'outbox', 'release-tables', 'saga-tables'])
  const fenced = await servicesOf(shop.replace('owner integer', giver))
  expect(kindsOf(fenced.get('shop')!)).toContain('fence')
  const changing = await servicesOf(shop.replace('ON UPDATE CASCADE', ''))
  expect(kindsOf(changing.get('people')!)).toContain('change')
  expect(kindsOf(changing.get('shop')!)).toContain('change-vote')
  const others = [own, pinned, together, fenced].map((each) => each.get('shop')!)
  const kinds = new Set([people!, basket!, ...others, ...changing.values()].flatMap(kindsOf))
  expect(kinds).toEqual(new Set(partMakers.map(({ id }) => id)))
  for (const service of [people!, basket!]) {
    const ids = listParts(service).map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)])
  }
})

test('a part is made where an obligation asks for it', async () => {
  const { people, shop: basket } = Object.fromEntries(await servicesOf(shop))
  const without = (service: ServiceReferences, ...kinds: readonly ObligationKind[]): ServiceReferences => {
    const less = <Thing extends Obliged<unknown>>(thing: Thing): Thing => ({
      ...thing,
      obligations: thing.obligations.filter(({ kind }) => !kinds.includes(kind)),
    })
    return {
      ...service,
      referenced: service.referenced.map((keys) => keys.map(less)),
      replicated: service.replicated.map((key) => ({ ...less(key), references: key.references.map(less) })),
    }
  }
  expect(kindsOf(without(basket!, 'guard-write'))).not.toContain('native-key')
  expect(kindsOf(without(basket!, 'keep-replica'))).not.toContain('replica')
  expect(kindsOf(without(basket!, 'consume-events'))).not.toContain('inbox')
  for (const kind of ['vote', 'release-tables'])
    expect(kindsOf(without(basket!, 'vote-on-release'))).not.toContain(kind)
  const asked: ObligationKind[] = ['publish-events', 'answer-existence', 'refuse-key-change', 'coordinate-release']
  for (const kept of asked) {
    const rest = asked.filter((kind) => kind !== kept)
    const isReleased = kept === 'coordinate-release'
    expect(kindsOf(without(people!, ...rest, 'vote-on-release')), kept).toEqual([
      ...['home', 'outbox', ...(isReleased ? ['release-tables'] : []), 'register'],
      // Of the two keys one may be changed, and one be deleted.
      ...(kept === 'refuse-key-change' || isReleased ? [] : ['register']),
      'capture',
      ...(isReleased ? ['release'] : []),
    ])
  }
  expect(kindsOf(without(people!, ...asked, 'vote-on-release'))).toEqual(['home'])
})
