import type { Sql } from '../../print/sql.ts'
import { sql } from '../../print/sql.ts'
import { asOwner } from './home-sql.ts'
import { own } from './own-names.ts'
import type { ServiceHome } from './reference-value.ts'

/** What a service needs once to have a part in sagas. Its own role works at them: it does the steps. Other services bring letters. */
export function createSagaTables(home: ServiceHome): readonly Sql[] {
  const [run, step, message] = [own(home, 'saga_run'), own(home, 'saga_step'), own(home, 'saga_message')]
  return asOwner(home, [
    sql`CREATE TABLE ${run} (
  saga text NOT NULL,
  instance text NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'refused')),
  data jsonb NOT NULL,
  refusal jsonb,
  begun timestamptz NOT NULL DEFAULT now(),
  ended timestamptz,
  PRIMARY KEY (saga, instance)
)`,
    sql`COMMENT ON TABLE ${run} IS 'Sagas that were begun here, and what became of them; refusal says which step refused and why'`,
    sql`CREATE TABLE ${step} (
  saga text NOT NULL,
  instance text NOT NULL,
  step text NOT NULL,
  state text NOT NULL CHECK (state IN ('done', 'refused', 'undone')),
  data jsonb NOT NULL,
  refusal jsonb,
  changed timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (saga, instance, step)
)`,
    sql`COMMENT ON TABLE ${step} IS 'What was done here of each saga: a step is done, and taken back, once'`,
    sql`CREATE TABLE ${message} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  goes_to text,
  letter jsonb NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  written timestamptz NOT NULL DEFAULT now(),
  due timestamptz NOT NULL DEFAULT now()
)`,
    sql`COMMENT ON TABLE ${message} IS 'What came for sagas, and what is to go to another service: written in the transaction that it tells of'`,
    sql`GRANT SELECT, INSERT, UPDATE, DELETE ON ${run}, ${step}, ${message} TO ${home.serviceRole}`,
    sql`GRANT INSERT (letter) ON ${message} TO ${home.runtimeRole}`,
  ])
}
