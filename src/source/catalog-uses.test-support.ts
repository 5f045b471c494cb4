import { statementText, type Catalog } from '../catalog/catalog.ts'
import type { CatalogObject, Use } from '../catalog/object.ts'

// What stands beside tables, and what needs what, as facts that PostgreSQL can confirm: see `usesQuery`.

export interface UseFacts {
  readonly facts: readonly string[]
  /** `A uses type B`, where the expression only implies the type: PostgreSQL knows of it, the text does not say it. */
  readonly implied: ReadonlySet<string>
}

const relationForms = new Set(['relation', 'view', 'sequence'])

function labelOf(catalog: Catalog, object: CatalogObject): string {
  const of = object.of === undefined ? undefined : catalog.objects[object.of]!
  if (relationForms.has(object.kind)) return `relation ${object.schema}.${object.name}`
  if (of === undefined || object.kind === 'index' || object.kind === 'type')
    return `${object.kind} ${object.schema}.${object.name}`
  return `${object.kind} ${object.name} on ${of.schema}.${of.name}`
}

/** Roles of what PostgreSQL does not write down: texts, and what a statement only copied from. */
const unrecorded = new Set(['like', 'owned-by', 'publication', 'statistics', 'other'])

function isInBody(catalog: Catalog, object: CatalogObject, { role, statement, at }: Use): boolean {
  const { file, textStart } = catalog.statements[statement]!
  const before = catalog.files[file]!.bytes.toString('utf8', textStart, at)
  return object.kind === 'routine' && (role === 'body' || /\bAS\s*(\$|E?')/i.test(before))
}

/** A body that is parsed when it is created, as BEGIN ATOMIC and RETURN are. */
function isParsedBody(catalog: Catalog, object: CatalogObject): boolean {
  const text = statementText(catalog, catalog.statements[object.statement]!)
  return object.kind === 'routine' && object.language === 'sql' && !/\bAS\s*(\$|E?')/i.test(text)
}

export function useFactsOf(catalog: Catalog): string[] {
  const facts = new Set<string>()
  for (const object of catalog.objects) {
    if (object.dropped || object.kind === 'other') continue
    const label = labelOf(catalog, object)
    for (const use of object.uses) {
      const to = catalog.objects[use.to]!
      if (isInBody(catalog, object, use) && !isParsedBody(catalog, object)) continue
      if (unrecorded.has(use.role) || to.dropped || use.to === object.id || use.to === object.of) continue
      if (object.kind === 'relation' && use.role === 'query') continue
      if (to.kind === 'routine' || to.kind === 'type' || relationForms.has(to.kind))
        facts.add(`${label} uses ${labelOf(catalog, to)}`)
    }
    const more = detailsOf(catalog, object)
    if (more !== undefined) facts.add(`${label} ${more}`.trimEnd())
    if (object.owner !== undefined && object.kind !== 'constraint') facts.add(`${label} belongs to ${object.owner}`)
  }
  for (const { object, role, privileges } of catalog.grants) {
    const granted = catalog.objects[object]!
    if (role === '' || granted.owner === role || !['relation', 'view', 'sequence', 'routine', 'schema', 'type'].includes(granted.kind)) continue // prettier-ignore
    const all = allPrivileges[granted.kind === 'view' ? 'relation' : granted.kind] ?? []
    for (const privilege of privileges.includes('all') ? all : privileges)
      facts.add(`${role} may ${privilege} ${labelOf(catalog, granted)}`)
  }
  return [...facts].sort()
}

const allPrivileges: Record<string, readonly string[]> = {
  relation: ['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'],
  sequence: ['select', 'update', 'usage'],
  routine: ['execute'],
  schema: ['create', 'usage'],
  type: ['usage'],
}

function detailsOf(catalog: Catalog, object: CatalogObject): string | undefined {
  switch (object.kind) {
    case 'view':
      return object.form
    case 'rule':
    case 'policy':
      return ''
    case 'trigger': {
      const routine = object.routine === undefined ? undefined : catalog.objects[object.routine]!
      return routine === undefined ? '' : `runs ${routine.schema}.${routine.name}`
    }
    case 'type':
      if (object.form === 'multirange') return undefined
      return [
        object.form,
        ...(object.labels ?? []),
        ...(object.form === 'domain' ? [object.baseType] : []),
        ...(object.columns ?? []).map((column) => `${column.name} ${column.type}`),
      ].join(' ')
    case 'routine':
      return `(${object.arguments}) ${object.form} ${object.language}${object.securityDefiner ? ' definer' : ''}${object.searchPath === undefined ? '' : ` path ${object.searchPath.join()}`}`
    default:
      return undefined
  }
}

const user = (schema: string): string => `${schema} !~ '^pg_' and ${schema} <> 'information_schema'`
const notOfExtension = (table: string, id: string): string =>
  `not exists (select from pg_depend e where e.classid = '${table}'::regclass and e.objid = ${id} and e.deptype = 'e')`

/** Rows of `fact` and `kind` ('fact' or 'implied'); needs an empty search_path, so that types come out with their schemas. */
export const usesQuery = `
with named (class, id, label, own) as (
  select 'pg_class'::regclass::oid, c.oid,
         case when conname is not null then 'constraint ' || conname || ' on ' || nspname || '.' || (select relname from pg_class o where o.oid = conrelid) else
         case when relkind in ('i', 'I') then 'index ' when relkind = 'c' then 'type ' else 'relation ' end || nspname || '.' || relname end, c.oid
    from pg_class c join pg_namespace n on n.oid = relnamespace
    left join pg_constraint on conindid = c.oid and contype in ('p', 'u', 'x') where relkind <> 't' and ${user('nspname')} and ${notOfExtension('pg_class', 'c.oid')}
  union all
  select 'pg_type'::regclass, t.oid, case when relkind is null or relkind = 'c' then 'type ' else 'relation ' end || nspname || '.' ||
         coalesce(c.relname, e.typname, t.typname), coalesce(nullif(t.typrelid, 0), t.oid)
    from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_type e on e.typarray = t.oid
    left join pg_class c on c.oid in (t.typrelid, e.typrelid) where ${user('nspname')} and ${notOfExtension('pg_type', 't.oid')}
  union all
  select 'pg_proc'::regclass, p.oid, 'routine ' || nspname || '.' || proname, p.oid
    from pg_proc p join pg_namespace n on n.oid = pronamespace where ${user('nspname')} and ${notOfExtension('pg_proc', 'p.oid')}
), dependers (class, id, label, own) as (
  select * from named
  union all
  select 'pg_rewrite'::regclass, r.oid,
         case when rulename = '_RETURN' then 'relation ' else 'rule ' || rulename || ' on ' end || nspname || '.' || relname, c.oid
    from pg_rewrite r join pg_class c on c.oid = ev_class join pg_namespace n on n.oid = relnamespace where ${user('nspname')}
  union all
  select 'pg_policy'::regclass, p.oid, 'policy ' || polname || ' on ' || nspname || '.' || relname, c.oid
    from pg_policy p join pg_class c on c.oid = polrelid join pg_namespace n on n.oid = relnamespace
  union all
  select 'pg_constraint'::regclass, p.oid, 'constraint ' || conname || ' on ' || nspname || '.' || relname, c.oid
    from pg_constraint p join pg_class c on c.oid = conrelid join pg_namespace n on n.oid = relnamespace where contype in ('c')
  union all
  select 'pg_constraint'::regclass, p.oid, 'type ' || nspname || '.' || typname, t.oid
    from pg_constraint p join pg_type t on t.oid = contypid join pg_namespace n on n.oid = typnamespace
  union all
  select 'pg_attrdef'::regclass, a.oid, 'relation ' || nspname || '.' || relname, c.oid
    from pg_attrdef a join pg_class c on c.oid = adrelid join pg_namespace n on n.oid = relnamespace
  union all
  select 'pg_trigger'::regclass, t.oid, 'trigger ' || tgname || ' on ' || nspname || '.' || relname, c.oid
    from pg_trigger t join pg_class c on c.oid = tgrelid join pg_namespace n on n.oid = relnamespace where not tgisinternal and tgparentid = 0
)
select distinct d.label || ' uses ' || t.label as fact,
       case when t.class = 'pg_type'::regclass and t.label like 'type %' and d.label !~ '^(relation|type)' or (r.oid is not null or v.oid is not null) and t.label like 'type %'
              or x.classid = 'pg_class'::regclass and exists (select from pg_class i where i.oid = x.objid and i.relispartition)
              or exists (select from pg_constraint k where x.classid = 'pg_constraint'::regclass and k.oid = x.objid and not conislocal)
              or exists (select from pg_attrdef f join pg_attribute a on attrelid = adrelid and attnum = adnum
                          where x.classid = 'pg_attrdef'::regclass and f.oid = x.objid and not attislocal)
            then 'implied' else 'fact' end as kind
  from pg_depend x join dependers d on d.class = x.classid and d.id = x.objid
  join named t on t.class = x.refclassid and t.id = x.refobjid
  left join pg_class v on x.classid = 'pg_class'::regclass and v.oid = x.objid and v.relkind in ('v', 'm')
  left join pg_rewrite r on x.classid = 'pg_rewrite'::regclass and r.oid = x.objid
 where x.deptype in ('n', 'a') and d.own <> t.own and d.label <> t.label
   -- indexes and owned sequences are parts of their table
   and not (d.class = 'pg_class'::regclass and x.deptype = 'a' and exists (select from pg_class c where c.oid = x.objid and relkind in ('S', 'i', 'I')))
   and t.label !~ '^(index|constraint) '
union all
select 'relation ' || nspname || '.' || relname || case relkind when 'v' then ' view' else ' materialized' end, 'fact'
  from pg_class c join pg_namespace n on n.oid = relnamespace where relkind in ('v', 'm') and ${user('nspname')} and ${notOfExtension('pg_class', 'c.oid')}
union all
select 'rule ' || rulename || ' on ' || nspname || '.' || relname, 'fact'
  from pg_rewrite join pg_class c on c.oid = ev_class join pg_namespace n on n.oid = relnamespace where rulename <> '_RETURN' and ${user('nspname')}
union all
select 'policy ' || polname || ' on ' || nspname || '.' || relname, 'fact'
  from pg_policy join pg_class c on c.oid = polrelid join pg_namespace n on n.oid = relnamespace
union all
select 'trigger ' || tgname || ' on ' || n.nspname || '.' || relname ||
       case when ${user('fn.nspname')} and ${notOfExtension('pg_proc', 'p.oid')} then ' runs ' || fn.nspname || '.' || proname else '' end, 'fact'
  from pg_trigger join pg_class c on c.oid = tgrelid join pg_namespace n on n.oid = relnamespace
  join pg_proc p on p.oid = tgfoid join pg_namespace fn on fn.oid = pronamespace where not tgisinternal and tgparentid = 0
union all
select trim(concat_ws(' ', 'type ' || n.nspname || '.' || t.typname,
       case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite' when 'r' then 'range'
            when 'p' then 'shell' else 'base' end,
       (select string_agg(enumlabel, ' ' order by enumsortorder) from pg_enum where enumtypid = t.oid),
       case t.typtype when 'd' then format_type(t.typbasetype, t.typtypmod) end,
       (select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ' ' order by attnum)
          from pg_attribute where attrelid = t.typrelid and attnum > 0 and not attisdropped))), 'fact'
  from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
 where (t.typtype in ('e', 'd', 'r', 'p') or c.relkind = 'c' or t.typtype = 'b' and t.typelem = 0 or t.typtype = 'b' and t.typarray <> 0)
   and ${user('n.nspname')} and ${notOfExtension('pg_type', 't.oid')}
union all
select 'routine ' || nspname || '.' || proname || ' (' ||
       (select coalesce(string_agg(format_type(type, null), ', ' order by place), '') from unnest(proargtypes) with ordinality as a (type, place)) || ') ' ||
       case prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end || ' ' || lanname ||
       case when prosecdef then ' definer' else '' end ||
       coalesce((select ' path ' || replace(replace(substr(s, 13), ' ', ''), '"', '') from unnest(proconfig) as c (s) where s like 'search_path=%'), ''), 'fact'
  from pg_proc p join pg_namespace n on n.oid = pronamespace join pg_language l on l.oid = prolang
 where ${user('nspname')} and ${notOfExtension('pg_proc', 'p.oid')}
   and not exists (select from pg_depend i where i.classid = 'pg_proc'::regclass and i.objid = p.oid and i.deptype = 'i')
union all
select o.label || ' belongs to ' || pg_get_userbyid(o.owner), 'fact' from (
  select n.label, coalesce(c.relowner, t.typowner, p.proowner) as owner from named n
    left join pg_class c on n.class = 'pg_class'::regclass and c.oid = n.id and c.relkind not in ('i', 'I', 'c')
    left join pg_type t on n.class = 'pg_type'::regclass and t.oid = n.id and n.label like 'type %' and t.typtype <> 'm'
    left join pg_proc p on n.class = 'pg_proc'::regclass and p.oid = n.id
  union all select 'schema .' || nspname, nspowner from pg_namespace where ${user('nspname')} and nspname <> 'public') o
 where o.owner is not null and o.owner <> (select oid from pg_roles where rolname = current_user)
union
select pg_get_userbyid(a.grantee) || ' may ' || lower(a.privilege_type) || ' ' || g.label, 'fact' from (
  select n.label, coalesce(c.relacl, t.typacl, p.proacl) as acl, coalesce(c.relowner, t.typowner, p.proowner) as owner from named n
    left join pg_class c on n.class = 'pg_class'::regclass and c.oid = n.id
    left join pg_type t on n.class = 'pg_type'::regclass and t.oid = n.id
    left join pg_proc p on n.class = 'pg_proc'::regclass and p.oid = n.id
  union all select n.label, attacl, relowner from named n join pg_class c on n.class = 'pg_class'::regclass and c.oid = n.id join pg_attribute on attrelid = c.oid
  union all select 'schema .' || nspname, nspacl, nspowner from pg_namespace where ${user('nspname')} and nspname <> 'public') g,
  aclexplode(g.acl) a where a.grantee <> 0 and a.grantee <> g.owner
`
