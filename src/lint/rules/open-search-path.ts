import { displayName, evidenceAt, objectsOf } from '../../catalog/catalog.ts'
import { ownerOf } from '../../boundary/boundary.ts'
import type { Rule } from '../rule.ts'

export const openSearchPath: Rule = {
  id: 'open-search-path',
  severity: 'warning',
  summary: 'A SECURITY DEFINER routine takes its names from the caller’s search_path.',
  why: `A SECURITY DEFINER routine runs with its owner’s rights but looks names up on the caller’s search_path: whoever calls it decides which relation
it means, which is both a security hole and a crossing that no reader of the schema can see. Pin it: SET search_path = … on the routine.`,
  bad: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE FUNCTION users.accounts() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM users.account';`,
  good: `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE FUNCTION users.accounts() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = users, pg_temp
  AS 'SELECT count(*) FROM users.account';`,
  *find({ catalog, boundary }) {
    for (const routine of objectsOf(catalog, 'routine')) {
      if (!routine.securityDefiner || routine.searchPath !== undefined) continue
      const name = displayName(catalog, routine)
      yield {
        subject: name,
        service: ownerOf(boundary, routine.id),
        toService: '',
        message: `${name} is SECURITY DEFINER and does not pin its search_path`,
        hint: 'Add SET search_path = …, pg_temp to the routine.',
        statement: routine.statement,
        evidence: evidenceAt(catalog, routine.statement, routine.at),
      }
    }
  },
}
