import type { PrintedPart } from '../artifact.ts'
import type { Emitter } from '../emitter.ts'
import { printMigration, printPart } from '../references/print-migration.ts'
import { referenceMigrationPath } from '../references/migration-path.ts'
import { listParts } from '../references/list-parts.ts'
import { findServiceReferences } from '../references/service-references.ts'
import { serviceFolders } from '../service-folders.ts'

/** Per service, a migration after the user's own: what stands in the place of foreign keys to and from other services. */
export const referenceMigrations: Emitter = {
  id: 'reference-migrations',
  *emit(input) {
    const folders = serviceFolders(input.plan.services)
    for (const references of findServiceReferences(input)) {
      const parts: PrintedPart[] = listParts(references).map(printPart)
      const path = referenceMigrationPath(input.catalog, folders.get(references.service)!)
      yield {
        path,
        text: printMigration(
          references.service,
          [],
          parts.map((part) => part.text),
        ),
        kind: 'migration',
        parts,
      }
    }
  },
}
