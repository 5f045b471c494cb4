import type { ClientBase } from 'pg'
import type { Saga } from '../../runtime/index.ts'

/** What a script is made of; as the generated type, for as much as the tests give. */
export interface ScriptRows {
  readonly playwright?: { readonly author_id?: number; readonly name: string }
  readonly metadata?: { readonly metadata_id?: number; readonly version_number?: string; readonly status?: string }
  readonly script: { readonly script_id?: number; readonly title: string; readonly author_id?: number; readonly url?: string } // prettier-ignore
}

/** The same with its first act. */
export interface CommissionRows extends ScriptRows {
  readonly act?: { readonly act_number: number }
}

/** What a user adds to what is generated: the first act, in the service of the script. */
export function addFirstAct(createScript: Saga<ScriptRows>): Saga<CommissionRows> {
  return createScript.named<CommissionRows>('commission').step(
    'scripts',
    'first act',
    async (client: ClientBase, { script, act }) => {
      const text = 'INSERT INTO "scripts-schema".act (script_id, act_number) VALUES ($1, $2)'
      if (act !== undefined) await client.query(text, [script.script_id, act.act_number])
    },
    async (client: ClientBase, { script }) =>
      void (await client.query('DELETE FROM "scripts-schema".act WHERE script_id = $1', [script.script_id])),
  )
}
