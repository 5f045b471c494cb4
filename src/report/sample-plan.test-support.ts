import type { Evidence } from '../core/diagnostic.ts'
import { quoteColumns } from '../core/identifier.ts'
import type { PlannedForeignKey, PlannedReference, ReferenceEnd, SplitPlan } from '../plan/split-plan.ts'

const at = (line: number, text: string): Evidence => ({ file: 'shop.sql', line, column: 5, text })

function foreignKey(referencing: ReferenceEnd, referenced: ReferenceEnd, line: number): PlannedForeignKey {
  const name = (end: ReferenceEnd) => quoteColumns({ schema: end.schema, name: end.relation }, end.columns)
  return {
    id: `${name(referencing)} -> ${name(referenced)}`,
    constraint: `${referencing.relation}_${referencing.columns.join('_')}_fkey`,
    crosses: referencing.service !== referenced.service,
    referencing,
    referenced,
    onDelete: 'set null',
    onDeleteColumns: referencing.columns,
    onUpdate: 'cascade',
    match: 'simple',
    deferrable: 'initially deferred',
    validated: false,
    implied: false,
    evidence: at(line, `REFERENCES ${referenced.relation}`),
  }
}

/** A small plan with something in every field, for the tests of the formats; `word` turns up in every name and text. */
export function samplePlan(word: string): SplitPlan {
  const orders = `orders ${word}`
  const people = `people ${word}`
  const end = (service: string, relation: string, columns: readonly string[]): ReferenceEnd => ({
    service,
    schema: `${service} schema`,
    relation,
    columns,
  })
  const crossing = foreignKey(end(orders, `order ${word}`, [`by ${word}`]), end(people, `person ${word}`, ['id']), 31)
  const inside = foreignKey(end(orders, 'line', ['order_id']), end(orders, `order ${word}`, ['id']), 40)
  const references: PlannedReference[] = [
    { ...crossing, guard: null, delete: null, update: null },
    {
      ...foreignKey(end(people, `person ${word}`, ['first_order']), end(orders, `order ${word}`, ['id']), 50),
      guard: 'replicate',
      delete: { reaction: 'saga', tier: 2, because: [`because ${word}`] },
      update: { reaction: 'event', tier: 3, because: [] },
    },
  ]
  return {
    schemaVersion: 1,
    source: { kind: 'sql', files: [`shop ${word}.sql`], statements: { total: 9, routed: 6, cut: 2, reported: 1 } },
    inputHash: '00',
    layout: 'databases',
    services: [
      {
        name: orders,
        role: 'orders',
        schemas: [`${orders} schema`],
        relations: [`${orders} schema.line`, `${orders} schema.order ${word}`],
        views: [`${orders} schema.open ${word}`],
      },
      {
        name: people,
        role: 'people',
        schemas: [`${people} schema`],
        relations: [`${people} schema.person`],
        views: [],
      },
    ],
    foreignKeys: [inside, ...references.map(({ guard: _guard, delete: _delete, update: _update, ...key }) => key)],
    references,
    obligations: [],
    contracts: [],
    couplings: [
      {
        kind: 'view',
        from: { service: orders, object: `open ${word}` },
        to: { service: '', object: `person ${word}` },
        evidence: at(60, `CREATE VIEW ${word}`),
        outcome: 'cut',
        resolution: `The view ${word} is left out.`,
        object: 1,
        target: 2,
      },
    ],
    implied: [
      {
        id: `line.note ${word} -> person ${word}.id`,
        confidence: 0.91,
        because: `names ${word}`,
        crosses: true,
        referencing: end(orders, 'line', [`note ${word}`]),
        referenced: end(people, `person ${word}`, ['id']),
        evidence: at(90, `note ${word}`),
      },
    ],
    polymorphic: [
      {
        id: `line(${word}_type, ${word}_id)`,
        because: `says ${word}`,
        referencing: end(orders, 'line', [`${word}_type`, `${word}_id`]),
        evidence: at(91, `type ${word}`),
      },
    ],
    cycles: [[orders, people]],
    routes: [],
    cluster: [],
    copies: [],
    removals: [],
    reported: [{ statement: 8, why: `Not known: ${word}.`, evidence: at(70, `DO ${word}`) }],
    diagnostics: [
      {
        code: 'unassigned-relation',
        severity: 'warning',
        subject: `lost ${word}`,
        message: `No service owns ${word}.`,
        hint: `Assign ${word}.`,
        evidence: at(80, `CREATE TABLE ${word}`),
      },
      { code: 'no-place', severity: 'info', subject: 'x', message: 'm', hint: '' },
    ],
  }
}
