import { releaseSchema } from '../contracts/release-schema.ts'
import { findServiceContracts, releaseFiles } from '../contracts/service-contracts.ts'
import type { Emitter } from '../emitter.ts'

/** Per service, a schema of what is said about releases of each key that it owns or votes on; the same wherever it stands. */
export const releaseSchemas: Emitter = {
  id: 'release-schemas',
  *emit({ plan }) {
    for (const service of findServiceContracts(plan))
      for (const { path, key } of releaseFiles(service))
        yield { path, text: `${JSON.stringify(releaseSchema(key), null, 2)}\n`, kind: 'generated' }
  },
}
