-- Roles belong to the cluster, not to one database. Run this once on every cluster that holds a service, before its
-- migrations; running it again changes nothing.

DO $$
BEGIN
  CREATE ROLE play NOLOGIN;
EXCEPTION WHEN duplicate_object THEN
  NULL;
END
$$;

-- Service characters connects as characters. Give roles that log in a password of your own.
-- What stands in the place of foreign keys belongs to characters_split_owner; relay and consumer connect as
-- characters_split_runtime.
DO $body$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'characters') THEN
    CREATE ROLE characters LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'characters_split_owner') THEN
    CREATE ROLE characters_split_owner NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'characters_split_runtime') THEN
    CREATE ROLE characters_split_runtime LOGIN;
  END IF;
  IF NOT pg_has_role('characters_split_owner', 'USAGE') THEN
    GRANT characters_split_owner TO CURRENT_USER;
  END IF;
END
$body$;

-- Service formatting connects as formatting. Give roles that log in a password of your own.
-- What stands in the place of foreign keys belongs to formatting_split_owner; relay and consumer connect as
-- formatting_split_runtime.
DO $body$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'formatting') THEN
    CREATE ROLE formatting LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'formatting_split_owner') THEN
    CREATE ROLE formatting_split_owner NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'formatting_split_runtime') THEN
    CREATE ROLE formatting_split_runtime LOGIN;
  END IF;
  IF NOT pg_has_role('formatting_split_owner', 'USAGE') THEN
    GRANT formatting_split_owner TO CURRENT_USER;
  END IF;
END
$body$;

-- Service metadata connects as metadata. Give roles that log in a password of your own.
-- What stands in the place of foreign keys belongs to metadata_split_owner; relay and consumer connect as
-- metadata_split_runtime.
DO $body$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'metadata') THEN
    CREATE ROLE metadata LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'metadata_split_owner') THEN
    CREATE ROLE metadata_split_owner NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'metadata_split_runtime') THEN
    CREATE ROLE metadata_split_runtime LOGIN;
  END IF;
  IF NOT pg_has_role('metadata_split_owner', 'USAGE') THEN
    GRANT metadata_split_owner TO CURRENT_USER;
  END IF;
END
$body$;

-- Service playwrights connects as playwrights. Give roles that log in a password of your own.
-- What stands in the place of foreign keys belongs to playwrights_split_owner; relay and consumer connect as
-- playwrights_split_runtime.
DO $body$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'playwrights') THEN
    CREATE ROLE playwrights LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'playwrights_split_owner') THEN
    CREATE ROLE playwrights_split_owner NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'playwrights_split_runtime') THEN
    CREATE ROLE playwrights_split_runtime LOGIN;
  END IF;
  IF NOT pg_has_role('playwrights_split_owner', 'USAGE') THEN
    GRANT playwrights_split_owner TO CURRENT_USER;
  END IF;
END
$body$;

-- Service production connects as production. Give roles that log in a password of your own.
-- What stands in the place of foreign keys belongs to production_split_owner; relay and consumer connect as
-- production_split_runtime.
DO $body$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'production') THEN
    CREATE ROLE production LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'production_split_owner') THEN
    CREATE ROLE production_split_owner NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'production_split_runtime') THEN
    CREATE ROLE production_split_runtime LOGIN;
  END IF;
  IF NOT pg_has_role('production_split_owner', 'USAGE') THEN
    GRANT production_split_owner TO CURRENT_USER;
  END IF;
END
$body$;

-- Service scripts connects as scripts. Give roles that log in a password of your own.
-- What stands in the place of foreign keys belongs to scripts_split_owner; relay and consumer connect as
-- scripts_split_runtime.
DO $body$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'scripts') THEN
    CREATE ROLE scripts LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'scripts_split_owner') THEN
    CREATE ROLE scripts_split_owner NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'scripts_split_runtime') THEN
    CREATE ROLE scripts_split_runtime LOGIN;
  END IF;
  IF NOT pg_has_role('scripts_split_owner', 'USAGE') THEN
    GRANT scripts_split_owner TO CURRENT_USER;
  END IF;
END
$body$;

-- Service supporting connects as supporting. Give roles that log in a password of your own.
-- What stands in the place of foreign keys belongs to supporting_split_owner; relay and consumer connect as
-- supporting_split_runtime.
DO $body$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'supporting') THEN
    CREATE ROLE supporting LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'supporting_split_owner') THEN
    CREATE ROLE supporting_split_owner NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'supporting_split_runtime') THEN
    CREATE ROLE supporting_split_runtime LOGIN;
  END IF;
  IF NOT pg_has_role('supporting_split_owner', 'USAGE') THEN
    GRANT supporting_split_owner TO CURRENT_USER;
  END IF;
END
$body$;
