import { quote } from '../database.ts'

/**
 * SQL of the tables that sagas need, for a migration of each service that has a part in one. `home`: a schema of their own; `role`:
 * the role as which the worker connects, which also does the steps.
 */
export function sagaTables(home: string, role: string): string {
  const [step, message] = [quote(home, 'saga_step'), quote(home, 'saga_message')]
  return `CREATE SCHEMA IF NOT EXISTS ${quote(home)};

-- What was done here of each saga: a step is done, and taken back, once.
CREATE TABLE ${step} (
  saga text NOT NULL,
  instance text NOT NULL,
  step text NOT NULL,
  state text NOT NULL CHECK (state IN ('done', 'refused', 'undone')),
  data jsonb NOT NULL,
  refusal text,
  changed timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (saga, instance, step)
);

-- What came, and what is to go to another service: written in the transaction that it tells of.
CREATE TABLE ${message} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  goes_to text,
  letter jsonb NOT NULL,
  written timestamptz NOT NULL DEFAULT now()
);

GRANT USAGE ON SCHEMA ${quote(home)} TO ${quote(role)};
GRANT SELECT, INSERT, UPDATE ON ${step} TO ${quote(role)};
GRANT SELECT, INSERT, DELETE ON ${message} TO ${quote(role)};
`
}
