import { eventSchema } from '../contracts/event-schema.ts'
import { eventFiles, findServiceContracts } from '../contracts/service-contracts.ts'
import type { Emitter } from '../emitter.ts'

/** Per service, a schema of each event that it sends or receives; the same wherever it stands. */
export const eventSchemas: Emitter = {
  id: 'event-schemas',
  *emit({ plan }) {
    for (const service of findServiceContracts(plan))
      for (const { path, key, type } of eventFiles(service))
        yield { path, text: `${JSON.stringify(eventSchema(key, type), null, 2)}\n`, kind: 'generated' }
  },
}
