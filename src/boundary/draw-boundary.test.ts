import { describe, expect, it } from 'vitest'
import type { Config } from '../config/config.ts'
import { readCatalog } from '../source/read-catalog.ts'
import { sourceFile } from '../source/source-text.ts'
import { drawBoundary } from './draw-boundary.ts'

async function draw(sql: string, config: Config = {}) {
  const { catalog } = await readCatalog({ files: [sourceFile('a.sql', Buffer.from(sql))] })
  const { boundary, diagnostics } = drawBoundary(catalog, config)
  const owners = Object.fromEntries(
    catalog.objects
      .filter((object) => ['relation', 'sequence', 'schema'].includes(object.kind))
      .map((object) => [
        object.schema === '' ? object.name : `${object.schema}.${object.name}`,
        boundary.owners[object.id]!.join('+'),
      ]),
  )
  return {
    owners,
    services: boundary.services.map(({ name }) => name),
    codes: diagnostics.map(({ code, subject }) => `${code} ${subject}`),
  }
}

describe('the boundary', () => {
  it('is the schemas without a configuration, less their suffix where that names only one', async () => {
    const { services, owners } = await draw(
      'create schema "a-schema"; create schema b_schema; create schema b; create table "a-schema".t(); create table b.t(); create table b_schema.t();',
    )
    expect(services).toEqual(['a', 'b', 'b_schema'])
    expect(owners).toMatchObject({ 'a-schema.t': 'a', 'b.t': 'b', 'b_schema.t': 'b_schema', 'a-schema': 'a' })
  })

  it('takes relations before patterns before schemas, and tells of doubt', async () => {
    const { owners, codes } = await draw(
      'create table one(); create table order_a(); create table order_b(); create table "Odd.Name"(); create schema s; create table s.t(); create table s.u();',
      {
        services: {
          x: { schemas: ['public'], relations: ['s.t'] },
          y: { patterns: ['public.order*', '!public.order_b', 'no.such'], relations: ['"Odd.Name"', 'public.missing'] },
          z: { schemas: ['public', 'nowhere'] },
        },
      },
    )
    expect(owners).toMatchObject({
      'public.one': 'x',
      'public.order_a': 'y',
      'public.order_b': 'x',
      'public.Odd.Name': 'y',
      's.t': 'x',
      's.u': '',
    })
    expect(codes).toEqual([
      'twice-assigned-relation public.one',
      'twice-assigned-relation public.order_b',
      'unassigned-relation s.u',
      'unmatched-assignment y',
      'unmatched-assignment y',
      'unmatched-assignment z',
      'empty-service z',
    ])
  })

  it('sends partitions with their root and owned sequences with their table', async () => {
    const { owners, codes } = await draw(
      `create schema a; create schema b; create table a.p(id serial, k int) partition by list (k);
       create table b.p1 partition of a.p for values in (1); create table b.t(id int);`,
      { services: { a: { schemas: ['a'] }, b: { schemas: ['b'], relations: ['b.p1'] } } },
    )
    expect(owners).toMatchObject({ 'a.p': 'a', 'b.p1': 'a', 'a.p_id_seq': 'a', 'b.t': 'b', b: 'a+b' })
    expect(codes).toEqual(['stray-partition b.p1'])
  })

  it('names schemas that services share when each needs its own', async () => {
    const { codes } = await draw('create table a(); create table b();', {
      layout: 'schemas',
      services: { a: { relations: ['public.a'] }, b: { relations: ['public.b'] } },
    })
    expect(codes).toEqual(['shared-schema public'])
  })

  it('gives a copied range with its multirange, which the same statement makes', async () => {
    const { catalog } = await readCatalog({
      files: [sourceFile('a.sql', Buffer.from('create schema a; create schema b; create type a.span as range (subtype = integer); create table a.t(); create table b.t(x a.span);'))], // prettier-ignore
    })
    const { boundary } = drawBoundary(catalog, {})
    const types = catalog.objects.filter(({ kind }) => kind === 'type')
    expect(types.map(({ id, name }) => [name, boundary.owners[id]])).toEqual([
      ['span', ['a', 'b']],
      ['span_multirange', ['a', 'b']],
    ])
  })

  it('gives a collation to all who compare or sort by it, wherever they say so', async () => {
    const { catalog } = await readCatalog({
      files: [sourceFile('a.sql', Buffer.from(`create schema a; create schema b; create schema c; create schema d; create schema e; create schema f;
        create collation a.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        create table a.t(); create table b.t(x text collate a.any_case); create table c.t(x text); alter table c.t alter x type text collate a.any_case;
        create domain d.name as text collate a.any_case; create table d.t(x d.name); create table e.t(x text); create index on e.t (x collate a.any_case);
        create table f.t(x text check (x collate a.any_case <> 'no')); create schema g; create table g.t();`))], // prettier-ignore
    })
    const { boundary } = drawBoundary(catalog, {})
    const { id } = catalog.objects.find(({ name }) => name === 'any_case')!
    expect(boundary.owners[id]).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  it('is safe with names that JavaScript knows', async () => {
    const { owners } = await draw('create schema "__proto__"; create table "__proto__".constructor();')
    expect(owners).toHaveProperty(['__proto__.constructor'], '__proto__')
  })
})
