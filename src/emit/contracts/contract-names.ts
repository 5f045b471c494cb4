import type { ReferentialEvent } from '../../plan/obligation.ts'
import { eventOf } from '../../plan/contracts/key-contract.ts'

interface Named {
  readonly portableService: string
  readonly key: string
}

/** `service.key` of letters that channels, topics and components may have. */
export function portableAggregate({ portableService, key }: Named): string {
  return `${portableService}.${key}`
}

/** `service.key.event` of such letters. */
export function portableType(key: Named, type: string): string {
  return `${portableAggregate(key)}.${eventOf(type)}`
}

/** The channel of what is asked before a key goes, or changes. */
export function releaseChannel(key: Named & { readonly on: ReferentialEvent }): string {
  return `${portableAggregate(key)}.${key.on === 'delete' ? 'release' : 'change'}`
}

/** Of what is said before a key goes: the key's name; before it changes, with `.change`. */
export function releaseFile(key: Named & { readonly on: ReferentialEvent }): string {
  return schemaFile(key.on === 'delete' ? portableAggregate(key) : releaseChannel(key))
}

export function schemaFile(portable: string): string {
  return `${portable}.schema.json`
}

/** The `$id` of an event's schema. */
export function eventUrn(type: string): string {
  return `urn:fountain-split:event:${encodeURIComponent(type)}`
}

/** An event's `dataschema`, as the relay writes it. */
export function dataSchemaUri(type: string): string {
  return `${eventUrn(type)}#/$defs/data`
}

/** The `$id` of the schema of letters, by the aggregate that they name: a key's own, or that of its changes. */
export function releaseUrn(letters: string): string {
  return `urn:fountain-split:release:${encodeURIComponent(letters)}`
}

/** `playwright_author_id` → `PlaywrightAuthorId`, for components and operations. */
export function pascalCase(key: string): string {
  return key.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
