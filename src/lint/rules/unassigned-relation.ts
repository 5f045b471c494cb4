import { displayName, evidenceAt, objectsOf } from '../../catalog/catalog.ts'
import type { Rule } from '../rule.ts'

export const unassignedRelation: Rule = {
  id: 'unassigned-relation',
  severity: 'error',
  summary: 'A relation belongs to no service.',
  why: `Every relation has one owner. One without an owner is where crossings hide: nothing that touches it can be judged. Add it to a service in
fountain-split.yaml, by schema, by pattern or by name.`,
  bad: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY);`,
  good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE TABLE users.invoice (id bigint PRIMARY KEY);`,
  setting: { config: 'services:\n  users: { schemas: [users] }\n' },
  *find({ catalog, boundary }) {
    for (const relation of objectsOf(catalog, 'relation')) {
      if (relation.persistence === 'temporary' || (boundary.owners[relation.id]?.length ?? 0) > 0) continue
      const name = displayName(catalog, relation)
      yield {
        subject: name,
        service: '',
        toService: '',
        message: `${name} belongs to no service`,
        hint: 'Add it to a service in the configuration: schemas, patterns or relations.',
        statement: relation.statement,
        evidence: evidenceAt(catalog, relation.statement, relation.at),
      }
    }
  },
}
