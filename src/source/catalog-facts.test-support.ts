import type { Catalog } from '../catalog/catalog.ts'
import type { Column } from '../catalog/object.ts'

/** One line for each fact of a catalog that PostgreSQL can confirm, sorted. */
export function factsOf(catalog: Catalog): string[] {
  const facts: string[] = []
  for (const object of catalog.objects) {
    if (object.dropped) continue
    const of = object.of === undefined ? undefined : catalog.objects[object.of]!
    const on = of === undefined ? '' : `${of.schema}.${of.name}`
    const name = `${object.schema}.${object.name}`
    switch (object.kind) {
      case 'relation':
        facts.push(`relation ${name} ${object.form}`)
        for (const [position, column] of object.columns.entries())
          facts.push(`column ${name} ${position} ${column.name} ${columnFacts(column)}`)
        break
      case 'index':
        facts.push(`index ${name} on ${on}`)
        break
      case 'sequence':
        facts.push(`sequence ${name} ${object.ownedBy === undefined ? '' : `${on}.${object.ownedBy.column}`}`)
        break
      case 'constraint':
        if (object.form !== 'check' && object.index === undefined) facts.push(`index ${name} on ${on}`)
        facts.push(
          `constraint ${on} ${object.name} ${object.form} (${object.columns
            .filter((column) => column !== '')
            .sort()
            .join()}) ${object.deferrable}`,
        )
        break
      case 'foreign-key': {
        const referenced = catalog.objects[object.referenced]!
        facts.push(
          [
            `foreign key ${on} ${object.name} (${object.columns.join()}) -> ${referenced.schema}.${referenced.name}`,
            `(${object.referencedColumns.join()}) ${object.onDelete}/${object.onUpdate} ${object.match}`,
            `${object.deferrable} ${object.validated ? 'valid' : 'not valid'}${object.inherited ? ' inherited' : ''}`,
          ].join(' '),
        )
        break
      }
      default:
    }
  }
  return facts.sort()
}

function columnFacts(column: Column): string {
  const flags = [
    column.type,
    column.notNull ? 'not null' : '',
    // PostgreSQL keeps DEFAULT NULL for some types only.
    column.default !== undefined && column.defaultKind !== 'null' ? 'default' : '',
    column.generated ?? '',
    column.identity ?? '',
    column.inherited === true ? 'inherited' : '',
  ]
  return flags.filter((flag) => flag !== '').join(' ')
}

const userSchemas = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`
const action = (column: string): string =>
  `case ${column} when 'a' then 'no action' when 'r' then 'restrict' when 'c' then 'cascade' when 'n' then 'set null' else 'set default' end`
const columnNames = (relation: string, key: string): string =>
  `(select coalesce(string_agg(attname, ',' order by place), '') from unnest(${key}) with ordinality as k (num, place)
      join pg_attribute on attrelid = ${relation} and attnum = num)`
const sortedNames = (relation: string, key: string): string =>
  `(select coalesce(string_agg(attname, ',' order by attname collate "C"), '') from unnest(${key}) as k (num)
      join pg_attribute on attrelid = ${relation} and attnum = num)`
const deferrability = `case when condeferred then 'initially deferred' when condeferrable then 'initially immediate' else 'no' end`

/** The same facts from PostgreSQL; needs an empty search_path, so that types come out with their schemas. */
export const factsQuery = `
  select 'relation ' || n.nspname || '.' || relname || ' ' ||
         case relkind when 'r' then 'ordinary' when 'p' then 'partitioned' else 'foreign' end as fact
    from pg_class c join pg_namespace n on n.oid = relnamespace where relkind in ('r', 'p', 'f') and ${userSchemas}
  union all
  select 'index ' || n.nspname || '.' || i.relname || ' on ' || tn.nspname || '.' || t.relname
    from pg_index x join pg_class i on i.oid = indexrelid join pg_namespace n on n.oid = i.relnamespace
    join pg_class t on t.oid = indrelid join pg_namespace tn on tn.oid = t.relnamespace where ${userSchemas}
  union all
  select concat_ws(' ', 'column', n.nspname || '.' || relname,
           row_number() over (partition by c.oid order by attnum) - 1, attname,
           format_type(atttypid, atttypmod), case when attnotnull then 'not null' end,
           case when pg_get_expr(adbin, adrelid) !~ '^NULL::' then 'default' end,
           case attgenerated when 's' then 'stored' when 'v' then 'virtual' end,
           case attidentity when 'a' then 'always' when 'd' then 'by default' end,
           case when not attislocal then 'inherited' end)
    from pg_attribute join pg_class c on c.oid = attrelid join pg_namespace n on n.oid = relnamespace
    left join pg_attrdef on adrelid = c.oid and adnum = attnum
   where relkind in ('r', 'p', 'f') and attnum > 0 and not attisdropped and ${userSchemas}
  union all
  select 'sequence ' || n.nspname || '.' || s.relname || ' ' || coalesce(
           (select tn.nspname || '.' || t.relname || '.' || attname from pg_depend
              join pg_class t on t.oid = refobjid join pg_namespace tn on tn.oid = t.relnamespace
              join pg_attribute on attrelid = t.oid and attnum = refobjsubid
             where classid = 'pg_class'::regclass and objid = s.oid and deptype in ('a', 'i') and refobjsubid > 0), '')
    from pg_class s join pg_namespace n on n.oid = relnamespace where relkind = 'S' and ${userSchemas}
  union all
  select 'constraint ' || n.nspname || '.' || relname || ' ' || conname || ' ' ||
         case contype when 'p' then 'primary' when 'u' then 'unique' when 'c' then 'check' else 'exclude' end ||
         ' (' || ${sortedNames('conrelid', 'array_remove(conkey, 0::int2)')} || ') ' || ${deferrability}
    from pg_constraint join pg_class c on c.oid = conrelid join pg_namespace n on n.oid = relnamespace
   where contype in ('p', 'u', 'c', 'x') and ${userSchemas}
  union all
  select 'foreign key ' || n.nspname || '.' || c.relname || ' ' || conname ||
         ' (' || ${columnNames('conrelid', 'conkey')} || ') -> ' || fn.nspname || '.' || f.relname ||
         ' (' || ${columnNames('confrelid', 'confkey')} || ') ' || ${action('confdeltype')} || '/' || ${action('confupdtype')} ||
         case confmatchtype when 'f' then ' full ' else ' simple ' end || ${deferrability} ||
         case when convalidated then ' valid' else ' not valid' end || case when conparentid <> 0 then ' inherited' else '' end
    from pg_constraint join pg_class c on c.oid = conrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_class f on f.oid = confrelid join pg_namespace fn on fn.oid = f.relnamespace
   where contype = 'f' and ${userSchemas}
`
