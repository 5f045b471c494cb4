import type { Sql } from '../../print/sql.ts'
import { join, raw, sql } from '../../print/sql.ts'

/**
 * The end of a plpgsql block that tries something: what the database refuses becomes the function's answer, as JSON. Conflicts,
 * locks that were not to be had and the like are no refusals; they end the transaction, and it is tried again.
 */
export function refusalOf(answer: (refusal: Sql) => Sql): Sql {
  const items = [
    ['state', 'RETURNED_SQLSTATE'],
    ['text', 'MESSAGE_TEXT'],
    ['more', 'PG_EXCEPTION_DETAIL'],
    ['named', 'CONSTRAINT_NAME'],
    ['of_schema', 'SCHEMA_NAME'],
    ['of_table', 'TABLE_NAME'],
  ]
  const facts = sql`jsonb_strip_nulls(jsonb_build_object(
    'sqlstate', state, 'message', text, 'detail', nullif(more, ''), 'constraint', nullif(named, ''),
    'relation', nullif(concat_ws('.', nullif(of_schema, ''), nullif(of_table, '')), '')
  ))`
  return sql`EXCEPTION WHEN OTHERS THEN
  IF SQLSTATE ~ '^(40|53|55|57|58|XX)' THEN
    RAISE;
  END IF;
  GET STACKED DIAGNOSTICS ${raw(items.map(([name, item]) => `${name} = ${item}`).join(', '))};
  ${answer(facts)}`
}

/** Local names that \`refusalOf\` needs. */
export const refusalVariables = join(
  ['state', 'text', 'more', 'named', 'of_schema', 'of_table'].map((name) => raw(`${name} text;`)),
  '\n',
)
