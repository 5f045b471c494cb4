import type { ServiceDescription } from './service-description.ts'

/**
 * The services whose databases a service reaches: those whose keys it keeps, those that vote
 * on its own and, without a transport, those it tells.
 */
export function namedServices({ service, publishes, replicas }: ServiceDescription, hasTransport: boolean): string[] {
  const sources = replicas.map(({ source }) => source.service)
  const told = hasTransport ? [] : publishes.flatMap(({ subscribers }) => subscribers.map((each) => each.service))
  const voters = publishes.flatMap((key) => [...(key.voters ?? []), ...(key.changeVoters ?? [])].map((each) => each.service)) // prettier-ignore
  return [...new Set([...sources, ...told, ...voters])].filter((each) => each !== service).toSorted()
}

/**
 * How many connections each pool must be able to hold. Relays, the consumer and the release worker listen on one each, and work on another;
 * reconciling needs one at both ends.
 */
export function connectionsNeeded(
  { service }: ServiceDescription,
  others: readonly string[],
): Readonly<Record<string, number>> {
  return { ...Object.fromEntries(others.map((each) => [each, 2])), [service]: 2 * (others.length + 3) }
}
