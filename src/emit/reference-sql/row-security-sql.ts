import type { QualifiedName } from '../../core/identifier.ts'
import { quoteQualified } from '../../core/identifier.ts'
import { groupBy } from '../../core/group.ts'
import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, literal, sql } from '../../print/sql.ts'

interface SecuredRelation {
  readonly relation: QualifiedName
  readonly rowSecurity: boolean
}

/**
 * Foreign keys see all rows. A function that acts in their place as who applies the migration sees those that policies show
 * to it: under FORCE ROW LEVEL SECURITY not all, unless it may pass them by, and what it does not see it would leave.
 */
export function mustSeeAll(places: readonly SecuredRelation[]): readonly Sql[] {
  const secured = groupBy(
    places.filter(({ rowSecurity }) => rowSecurity),
    ({ relation }) => quoteQualified(relation),
  )
  return [...secured.keys()].map(
    (name) =>
      sql`DO ${dollarQuoted(sql`BEGIN
  IF row_security_active(${literal(name)}) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'insufficient_privilege',
      MESSAGE = ${literal(`policies hide rows of ${name} from the role that applies this`)},
      DETAIL = 'What acts here in the place of foreign keys, as that role, would leave those rows.',
      HINT = 'Apply it as a role that has BYPASSRLS.';
  END IF;
END`)}`,
  )
}
