-- Roles belong to the cluster, not to one database. Run this once on every cluster that holds a service, before its
-- migrations; running it again changes nothing.

DO $$
BEGIN
  CREATE ROLE play NOLOGIN;
EXCEPTION WHEN duplicate_object THEN
  NULL;
END
$$;
