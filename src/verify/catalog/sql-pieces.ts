/** Schemas that hold what users made; `n` is pg_namespace. */
export const userSchema = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`

/** Smallest oid that is not PostgreSQL's own, for what has no schema. */
export const userOid = 16384

/**
 * Rights, where they are not what a new object has. `kind` is acldefault()'s letter. A column has no rights at first: for
 * those the letter is 'c'.
 */
export function aclOf(kind: string, acl: string, owner: string): string {
  const items = (of: string) =>
    `(SELECT json_agg(json_build_array(x.grantee::int8, x.privilege_type, x.is_grantable)) FROM aclexplode(${of}) x)`
  return `CASE WHEN ${acl} IS NOT NULL THEN
    json_build_object('has', ${items(acl)}, 'first', ${items(`acldefault('${kind}', ${owner})`)}) END`
}

/** A list of types as format_type() prints them, from an oidvector. */
export function typeList(vector: string): string {
  return `coalesce((SELECT string_agg(format_type(u.type, NULL), ', ' ORDER BY u.place)
    FROM unnest(${vector}) WITH ORDINALITY u(type, place)), '')`
}

/** Collation by name, where it is not the type's own. */
export function collationOf(collation: string, type: string): string {
  return `CASE WHEN ${collation} <> 0 AND ${collation} <> (SELECT typcollation FROM pg_type WHERE oid = ${type})
    THEN ${collation}::regcollation::text END`
}

/** Text array in its own order made independent of the order of writing. */
export function sorted(array: string): string {
  return `(SELECT array_agg(o ORDER BY o COLLATE "C") FROM unnest(${array}) o)`
}

/** The type that a routine or cast came with: PostgreSQL makes constructors and casts for each range type. */
export function madeByType(catalog: string, oid: string): string {
  return `(SELECT array_agg('pg_type:' || CASE t.typtype WHEN 'm' THEN (SELECT rngtypid FROM pg_range WHERE rngmultitypid = t.oid)
      ELSE t.oid END) FROM pg_depend d JOIN pg_type t ON t.oid = d.refobjid
    WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.refclassid = 'pg_type'::regclass AND d.deptype = 'i')`
}
