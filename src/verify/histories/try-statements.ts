import type { ClientBase } from 'pg'

/** What became of a statement that was tried and taken back. */
export interface Attempt {
  /** SQLSTATE; undefined: it was accepted. */
  readonly code: string | undefined
  readonly message: string
}

/** For a transaction; gone with it. */
export const trying = `CREATE FUNCTION pg_temp.fountain_try(statement text) RETURNS text[] LANGUAGE plpgsql AS $body$
DECLARE
  code text;
  message text;
BEGIN
  EXECUTE statement;
  SET CONSTRAINTS ALL IMMEDIATE;
  RAISE EXCEPTION USING ERRCODE = 'FSOK0';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
  RETURN ARRAY[code, message];
END
$body$`

/** Tries each statement alone, in a transaction where `trying` was run. */
export async function tryStatements(client: ClientBase, statements: readonly string[]): Promise<Attempt[]> {
  if (statements.length === 0) return []
  const { rows } = await client.query<{ outcome: [string, string] }>(
    `SELECT pg_temp.fountain_try(s.statement) AS outcome FROM unnest($1::text[]) WITH ORDINALITY AS s (statement, place) ORDER BY place`,
    [statements],
  )
  return rows.map(({ outcome: [code, message] }) => ({ code: code === 'FSOK0' ? undefined : code, message }))
}
