import type { Service } from '../../runtime/index.ts'
import { openService } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import type { GeneratedServices } from './generated-services.test-support.ts'
import { makeGenerated } from './generated-services.test-support.ts'
import { withClient } from './split-pair.test-support.ts'

/** Services that move their events when told to. */
export interface Running {
  readonly split: GeneratedServices
  query(service: string, sql: string): Promise<unknown[][]>
  settle(): Promise<void>
  stop(): Promise<void>
}

export async function runGenerated(
  server: ScratchServer,
  sql: string,
  yaml = '',
  administrator?: string,
): Promise<Running> {
  const split = await makeGenerated(server, sql, yaml, administrator)
  const services: Service[] = []
  for (const [name, description] of Object.entries(split.descriptions)) {
    const { [name]: database, ...others } = split.urls
    services.push(await openService({ description, database: database!, others }))
  }
  return {
    split,
    query: (service, text) =>
      withClient(
        split.databases[service]!.url,
        async (client) => (await client.query({ text, rowMode: 'array' })).rows,
      ),
    async settle() {
      for (const service of [...services, ...services]) await service.drain()
    },
    async stop() {
      await Promise.all(services.map((service) => service.stop()))
      await split.drop()
    },
  }
}
