import type { Publisher } from '../transport/transport.ts'
import type { Database } from './pools.ts'
import type { ServiceOptions } from './service.ts'

/** The databases of these services, by name. */
type Others<Names extends string> = [Names] extends [never]
  ? Pick<ServiceOptions, 'others'>
  : { readonly others: Readonly<Record<Names, Database>> }

/**
 * What a generated `start` takes: the databases of the services whose keys it keeps (`Kept`) and, unless a publisher carries
 * its events, of those that it tells (`Told`).
 */
export type StartOptions<Kept extends string = never, Told extends string = never> = Omit<
  ServiceOptions,
  'description' | 'others' | 'publisher'
> &
  ((Others<Kept | Told> & { readonly publisher?: never }) | (Others<Kept> & { readonly publisher: Publisher }))
