import type { Sql } from '../../print/sql.ts'
import { dollarQuoted, join, literal, sql } from '../../print/sql.ts'
import { own } from './own-names.ts'
import type { ServiceHome } from './reference-value.ts'

/** Roles of a service, for the cluster. They may be there already; then nothing changes. */
export function createRoles(home: ServiceHome): Sql {
  const create = [
    createUnlessThere(home.serviceRole, sql`LOGIN`),
    createUnlessThere(home.ownerRole, sql`NOLOGIN`),
    createUnlessThere(home.runtimeRole, sql`LOGIN`),
    actAs(home.ownerRole),
  ]
  return sql`DO ${dollarQuoted(sql`BEGIN
  ${join(create, '\n')}
END`)}`
}

/** Of a service that has no part in a reference. */
export function createServiceRole(home: ServiceHome): Sql {
  return sql`DO ${dollarQuoted(sql`BEGIN
  ${createUnlessThere(home.serviceRole, sql`LOGIN`)}
END`)}`
}

function createUnlessThere(role: string, attributes: Sql): Sql {
  return sql`IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal(role)}) THEN
  CREATE ROLE ${role} ${attributes};
END IF;`
}

/** Who applies the migrations makes what belongs to the role. A superuser may anyway; of managed servers no administrator is one. */
function actAs(role: string): Sql {
  return sql`IF NOT pg_has_role(${literal(role)}, 'USAGE') THEN
  GRANT ${role} TO CURRENT_USER;
END IF;`
}

/** The schema, and what all keys of a service share, referenced and replicated. To be run by an administrator. */
export function createHome(home: ServiceHome): readonly Sql[] {
  const state = own(home, 'service_state')
  const grantees = [home.serviceRole, home.runtimeRole]
  return [
    sql`CREATE SCHEMA ${home.schema} AUTHORIZATION ${home.ownerRole}`,
    sql`COMMENT ON SCHEMA ${home.schema} IS 'What replaces foreign keys between services (fountain-split); not to be written to by hand'`,
    // Everywhere, not in this schema: what everybody may do by default can only be taken back there.
    sql`ALTER DEFAULT PRIVILEGES FOR ROLE ${home.ownerRole} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC`,
    sql`GRANT USAGE ON SCHEMA ${home.schema} TO ${grantees}`,
    sql`SET ROLE ${home.ownerRole}`,
    // The epoch rises when a database is restored; versions may then be given again.
    sql`CREATE TABLE ${state} (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  service text NOT NULL,
  epoch bigint NOT NULL DEFAULT 1,
  mark bigint NOT NULL DEFAULT 0,
  waiting_relays text[] NOT NULL DEFAULT '{}'
)`,
    sql`INSERT INTO ${state} (service) VALUES (${literal(home.service)})`,
    // Without a cache: versions are given in the order in which keys were locked.
    sql`CREATE SEQUENCE ${own(home, 'version')} CACHE 1`,
    sql`GRANT SELECT, UPDATE (mark, waiting_relays) ON ${state} TO ${home.runtimeRole}`,
    sql`GRANT SELECT ON ${own(home, 'version')} TO ${home.runtimeRole}`,
    sql`RESET ROLE`,
  ]
}

/** What the service publishes: rows are inserted by triggers, read and removed by the relay. */
export function createOutbox(home: ServiceHome): readonly Sql[] {
  const [outbox, relay, state] = [own(home, 'outbox'), own(home, 'relay_position'), own(home, 'service_state')]
  return asOwner(home, [
    // The first six columns are those of Debezium's Outbox Event Router.
    sql`CREATE TABLE ${outbox} (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  aggregatetype text NOT NULL,
  aggregateid text NOT NULL,
  type text NOT NULL,
  payload jsonb NOT NULL,
  tracingspancontext text,
  transaction xid8 NOT NULL,
  statement integer NOT NULL,
  epoch bigint NOT NULL,
  incarnation bigint NOT NULL,
  version bigint NOT NULL,
  previous bigint NOT NULL,
  written timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (transaction, version)
)`,
    sql`COMMENT ON TABLE ${outbox} IS 'Events of referenced keys, to be relayed: one row a key, in transactions, statements and versions'`,
    // Every transaction below the position was relayed.
    sql`CREATE TABLE ${relay} (
  relay text PRIMARY KEY,
  epoch bigint NOT NULL,
  below xid8 NOT NULL
)`,
    sql`CREATE FUNCTION ${own(home, 'begin_epoch')}() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  DELETE FROM ${relay};
  UPDATE ${state} SET epoch = epoch + 1 RETURNING epoch;
END`,
    sql`COMMENT ON FUNCTION ${own(home, 'begin_epoch')}() IS 'To be called once after this database was restored: what was forgotten is then told apart, and reconcile can mend it'`,
    sql`GRANT SELECT, DELETE, UPDATE (id) ON ${outbox} TO ${home.runtimeRole}`,
    sql`GRANT SELECT, INSERT, UPDATE ON ${relay} TO ${home.runtimeRole}`,
  ])
}

/** What arrived from other services and is not applied yet: events whose transaction is incomplete, waits or is parked. */
export function createInbox(home: ServiceHome): readonly Sql[] {
  const [inbox, applied, sources] = [own(home, 'inbox'), own(home, 'applied'), own(home, 'source')]
  const replicas = own(home, 'replica')
  return asOwner(home, [
    sql`CREATE TABLE ${inbox} (
  source text NOT NULL,
  epoch bigint NOT NULL,
  version bigint NOT NULL,
  transaction text NOT NULL,
  envelope json NOT NULL,
  state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'waiting', 'parked')),
  attempts integer NOT NULL DEFAULT 0,
  error text,
  arrived timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (epoch, version, source)
)`,
    sql`CREATE INDEX ON ${inbox} (source, epoch, transaction)`,
    // Looked through for every batch, and mostly empty.
    sql`CREATE INDEX ON ${inbox} (epoch, version) WHERE state = 'waiting'`,
    // Events of a transaction that was applied may come again, alone: without this they would wait for the others for ever.
    sql`CREATE TABLE ${applied} (
  source text NOT NULL,
  epoch bigint NOT NULL,
  transaction text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (source, epoch, transaction)
)`,
    // The mark: up to this version every event was applied, and tombstones may be gone. Told: up to this version every event came.
    sql`CREATE TABLE ${sources} (
  service text PRIMARY KEY,
  epoch bigint NOT NULL DEFAULT 0,
  mark bigint NOT NULL DEFAULT 0,
  told_epoch bigint NOT NULL DEFAULT 0,
  told bigint NOT NULL DEFAULT 0,
  running boolean NOT NULL DEFAULT false
)`,
    // A replica is filled once, from the register of its source; from then on events keep it.
    sql`CREATE TABLE ${replicas} (
  name text PRIMARY KEY,
  source text NOT NULL,
  filled timestamptz,
  checked timestamptz
)`,
    sql`GRANT SELECT, INSERT, UPDATE, DELETE ON ${inbox}, ${applied} TO ${home.runtimeRole}`,
    sql`GRANT SELECT, UPDATE (filled, checked) ON ${replicas} TO ${home.runtimeRole}`,
    sql`GRANT SELECT, INSERT, UPDATE ON ${sources} TO ${home.runtimeRole}`,
  ])
}

/** Statements that make objects in the home: they belong to its owner, as everything there does. */
export function asOwner(home: ServiceHome, statements: readonly Sql[]): readonly Sql[] {
  return [sql`SET ROLE ${home.ownerRole}`, ...statements, sql`RESET ROLE`]
}
