import type { QualifiedName } from '../../core/identifier.ts'
import { quoteColumns } from '../../core/identifier.ts'
import { fittingName } from '../../core/readable-name.ts'
import type { KeyColumn, ReferencedKey, ReplicatedKey, ServiceHome } from './reference-value.ts'

/** An object of our own in the service's home. */
export function own(home: ServiceHome, name: string): QualifiedName {
  return { schema: home.schema, name }
}

/** An object that belongs to one key: its register, replica, state, or a function of it. */
export function ofKey(key: ReferencedKey | ReplicatedKey, what: string): QualifiedName {
  return { schema: key.home.schema, name: `${key.name}_${what}` }
}

/** What triggers on a referenced relation are for, each at most once for a key. */
export const captureEvents = [
  'created',
  'deleted',
  'changed',
  'moves',
  'change_refused',
  'delete_refused',
  'delete_unreleased',
  'delete_waits',
  'change_unreleased',
  'change_reserved',
  'change_waits',
  'direct',
  'direct_change',
  'stays',
] as const
export type CaptureEvent = (typeof captureEvents)[number]

/** All of a key have the same beginning, however long it is: guards fire before what they guard, as their ends sort. */
const longestEvent = Math.max(...captureEvents.map((event) => event.length))

function beginningOf({ name }: ReferencedKey): string {
  const room = `_${'x'.repeat(longestEvent)}`
  return fittingName('~fountain_split_1_', name, room).slice(0, -room.length)
}

/**
 * Names that a capturing trigger has on the user's relation. Triggers fire by name: the bracket opens before and closes
 * after the user's own.
 */
export const triggerNames = {
  begin: (key: ReferencedKey): string => ofPart('!fountain_split_begin', key),
  capture: (key: ReferencedKey, event: CaptureEvent): string => `${beginningOf(key)}_${event}`,
  end: (key: ReferencedKey): string => ofPart('~fountain_split_2_end', key),
  truncate: (key: ReferencedKey): string => ofPart('~fountain_split_truncate', key),
}

/** Those that a relation has for all its keys. */
export function sharedTriggers(key: ReferencedKey): readonly string[] {
  return [triggerNames.begin(key), triggerNames.end(key), triggerNames.truncate(key)]
}

/** What a partition has for itself stands beside what it has for the whole. */
function ofPart(name: string, { within = [], name: key }: ReferencedKey): string {
  return within.length === 0 ? name : fittingName(`${name}_`, key)
}

/** Key columns where their own names could meet ours: `key1`, `key2`. */
export function keyNames(columns: readonly KeyColumn[], prefix = 'key'): readonly string[] {
  return columns.map((_, at) => `${prefix}${at + 1}`)
}

/** The key as messages and comments name it: `shop.person(id)`. */
export function keyText({ relation, columns }: Pick<ReferencedKey, 'relation' | 'columns'>): string {
  return quoteColumns(
    relation,
    columns.map(({ name }) => name),
  )
}

/** A schema for our own that none of the user's schemas is called. */
export function nameHome(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted
  for (let count = 2; ; count++) if (!taken.has(`${wanted}_${count}`)) return `${wanted}_${count}`
}
