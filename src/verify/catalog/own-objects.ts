import { quoteName, quoteQualified } from '../../core/identifier.ts'
import type { ObjectKey } from '../../core/object-key.ts'
import { partKey } from '../../core/object-key.ts'
import { bracketed } from '../../emit/reference-sql/bracket-sql.ts'
import { captureEvents, ofKey, sharedTriggers, triggerNames } from '../../emit/reference-sql/own-names.ts'
import { fenceOf, fenceTrigger } from '../../emit/reference-sql/fence-sql.ts'
import { nativePlaces } from '../../emit/reference-sql/native-key-sql.ts'
import { followPolicy } from '../../emit/reference-sql/referencing-side.ts'
import { isNative } from '../../emit/references/obliged.ts'
import { closingGuards, localGuards, triggersOf } from '../../emit/reference-sql/closing-guard-sql.ts'
import type { ServiceReferences } from '../../emit/references/service-references.ts'
import type { CatalogRecord } from './catalog-record.ts'

/** Tells what a service has beyond the original because it stands in the place of a foreign key; nothing else passes. */
export function ownObjects(
  services: readonly ServiceReferences[],
  original: readonly CatalogRecord[],
): (record: CatalogRecord) => boolean {
  const homes = new Set(services.map(({ home }) => home.schema))
  const homeNames = new Set([...homes].map(quoteName))
  const roles = services
    .flatMap(({ home }) => [home.ownerRole, home.runtimeRole])
    .map((role) => ` to ${quoteName(role)}`)
  const natives = nativeKeys(services, original)
  const indexes = indexPlaces(services)
  const attached = new Set<ObjectKey>()
  for (const { referenced, replicated } of services) {
    for (const keys of referenced)
      for (const relation of bracketed(keys[0]!)) {
        const names = keys.flatMap((key) => captureEvents.map((event) => triggerNames.capture(key, event)))
        for (const name of [...names, ...sharedTriggers(keys[0]!)]) attached.add(partKey('trigger', relation, name))
        attached.add(partKey('policy', relation, 'fountain_split_reads'))
      }
    for (const key of replicated) {
      for (const { relation } of key.references) attached.add(partKey('policy', relation, followPolicy(key)))
      for (const relation of fenceOf(key)) attached.add(partKey('trigger', relation, fenceTrigger(key)))
    }
    for (const guard of [...replicated.flatMap(closingGuards), ...referenced.flat().flatMap(localGuards)])
      for (const name of triggersOf(guard)) attached.add(partKey('trigger', guard.relation, name))
  }
  return (record) => {
    if (homes.has(record.schema) || (record.kind === 'schema' && homeNames.has(record.identity))) return true
    if (attached.has(record.key)) return true
    if (record.kind === 'grant') return roles.some((role) => record.key.endsWith(role))
    if (record.kind === 'default-privileges')
      return services.some(({ home }) => record.key.includes(` of ${quoteName(home.ownerRole)} `))
    if (record.kind === 'index')
      return indexes.some((place) => record.definition.includes(JSON.stringify(place).slice(1, -1)))
    return natives.get(record.key) === asFirstMade(record.definition)
  }
}

/** The foreign keys that must be there again, each with every option that the original has, but towards a replica. */
export function nativeKeys(
  services: readonly ServiceReferences[],
  original: readonly CatalogRecord[],
): ReadonlyMap<ObjectKey, string> {
  const originals = new Map(original.map((record) => [record.key, record.definition]))
  const natives = new Map<ObjectKey, string>()
  for (const { replicated } of services)
    for (const key of replicated)
      for (const reference of key.references.filter(isNative)) {
        const { relation, constraint } = reference
        const at = partKey('foreign-key', relation, constraint)
        const names = [key.source.relation, ofKey(key, 'replica')]
        const [from, to] = names.map((name) => JSON.stringify(` REFERENCES ${quoteQualified(name)}(`).slice(1, -1))
        const definition = asFirstMade(originals.get(at)!.replace(from!, () => to!))
        for (const place of nativePlaces(reference)) natives.set(partKey('foreign-key', place, constraint), definition)
      }
  return natives
}

/**
 * Where rows are there before the replica is filled, they are checked later. Until then it stands on the leaves of a partitioned
 * relation, and is nobody's parent there; what was a partition once keeps a key that could be one.
 */
function asFirstMade(definition: string): string {
  return definition
    .replace(' NOT VALID"', '"')
    .replace('"validated":false', '"validated":true')
    .replace('"noInherit":false', '"noInherit":true')
}

function indexPlaces(services: readonly ServiceReferences[]): string[] {
  const references = services.flatMap(({ replicated }) => replicated.flatMap((key) => key.references))
  return references
    .filter(({ indexed }) => !indexed)
    .flatMap(({ relation, columns }) => {
      const place = `${quoteQualified(relation)} USING btree (${columns.map(({ from }) => quoteName(from)).join(', ')})`
      // As PostgreSQL tells of a partitioned relation's.
      return [` ON ${place}`, ` ON ONLY ${place}`]
    })
}
