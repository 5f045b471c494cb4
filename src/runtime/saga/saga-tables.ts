import { quote } from '../database.ts'

/**
 * SQL of the tables that sagas need, for a migration of each service that has a part in one and for which `generate` makes none.
 * `home`: a schema of their own; `role`: the role as which the worker connects, which also does the steps; `posting`: those as which
 * the workers of other services bring their letters.
 */
export function sagaTables(home: string, role: string, posting: readonly string[] = []): string {
  const [run, step, message] = ['saga_run', 'saga_step', 'saga_message'].map((name) => quote(home, name))
  const others = posting.map((each) => quote(each)).join(', ')
  const open = `GRANT USAGE ON SCHEMA ${quote(home)} TO ${others};\nGRANT INSERT (letter) ON ${message} TO ${others};\n`
  return `CREATE SCHEMA IF NOT EXISTS ${quote(home)};

-- What was begun here, and what became of it.
CREATE TABLE ${run} (
  saga text NOT NULL,
  instance text NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'refused')),
  data jsonb NOT NULL,
  refusal jsonb,
  begun timestamptz NOT NULL DEFAULT now(),
  ended timestamptz,
  PRIMARY KEY (saga, instance)
);

-- What was done here of each saga: a step is done, and taken back, once.
CREATE TABLE ${step} (
  saga text NOT NULL,
  instance text NOT NULL,
  step text NOT NULL,
  state text NOT NULL CHECK (state IN ('done', 'refused', 'undone')),
  data jsonb NOT NULL,
  refusal jsonb,
  changed timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (saga, instance, step)
);

-- What came, and what is to go to another service: written in the transaction that it tells of.
CREATE TABLE ${message} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  goes_to text,
  letter jsonb NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  written timestamptz NOT NULL DEFAULT now(),
  due timestamptz NOT NULL DEFAULT now()
);

GRANT USAGE ON SCHEMA ${quote(home)} TO ${quote(role)};
GRANT SELECT, INSERT, UPDATE, DELETE ON ${run}, ${step}, ${message} TO ${quote(role)};
${others === '' ? '' : open}`
}
