import { databaseUrl } from './finders/database-url.ts'
import { python } from './finders/python.ts'
import { dump } from './finders/dump.ts'
import { flyway } from './finders/flyway.ts'
import { liquibase } from './finders/liquibase.ts'
import { migrationFolder } from './finders/migration-folder.ts'
import { prisma } from './finders/prisma.ts'
import { rails } from './finders/rails.ts'
import { supabase } from './finders/supabase.ts'
import type { SourceFinder } from './source-finder.ts'

/** In the order in which their finds are proposed: what says what it is, then what looks like it, then what needs a server. */
export const finders: readonly SourceFinder[] = [
  rails,
  supabase,
  prisma,
  flyway,
  liquibase,
  dump,
  migrationFolder,
  databaseUrl,
  python,
]
