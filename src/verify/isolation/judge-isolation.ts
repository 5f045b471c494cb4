import type { EmitInput } from '../../emit/emitter.ts'
import type { ServiceHome } from '../../emit/reference-sql/reference-value.ts'
import { nameHomes } from '../../emit/references/name-homes.ts'
import { findServiceReferences } from '../../emit/references/service-references.ts'
import { findServiceSchemas } from '../../emit/service-schemas.ts'
import type { LoadedSplit } from '../load/load-split.ts'
import { withClient } from '../load/with-client.ts'
import type { ScratchDatabase } from '../scratch/scratch-server.ts'
import { findMemberships } from './find-memberships.ts'
import type { RightFault, Tenancy, Tenant } from './judge-rights.ts'
import { judgeRights, rightInWords } from './judge-rights.ts'
import { rightsAtHome, rightsOnOwn } from './promised-rights.ts'
import { readThings } from './read-things.ts'
import { tryOwnWrites } from './try-own-writes.ts'

/** Sentences. */
export interface Isolation {
  /** What roles may do that they must not, and what they may not do that they must. */
  readonly faults: readonly string[]
  /** What they must not do by what is generated, and may by the source. */
  readonly bySource: readonly string[]
}

/** What the services' roles may do in databases that are loaded, rights included. */
export async function judgeIsolation(input: EmitInput, loaded: LoadedSplit): Promise<Isolation> {
  const homes = [...nameHomes(input).values()]
  const faults = new Set<string>()
  const tooMuch: RightFault[] = []
  for (const [database, services] of databasesOf(loaded)) {
    const found = await judgeDatabase(input, homes, database, services)
    for (const fault of found.faults) faults.add(fault)
    tooMuch.push(...found.tooMuch)
  }
  const { theirs, ours } = await divide(loaded, tooMuch)
  return {
    faults: [...faults, ...ours.map((fault) => rightInWords(fault, 'may'))],
    bySource: theirs.map((fault) => `${rightInWords(fault, 'may')}: the source itself gives it`),
  }
}

/** Each with the services that have it. */
function databasesOf({ databases }: LoadedSplit): ReadonlyMap<ScratchDatabase, readonly string[]> {
  const services = new Map<ScratchDatabase, string[]>()
  for (const [service, database] of databases) services.set(database, [...(services.get(database) ?? []), service])
  return services
}

async function judgeDatabase(
  input: EmitInput,
  homes: readonly ServiceHome[],
  { url }: ScratchDatabase,
  services: readonly string[],
): Promise<{ readonly faults: readonly string[]; readonly tooMuch: readonly RightFault[] }> {
  const tenancy = describeTenancy(input, homes, services)
  const connecting = homes.flatMap(({ serviceRole, runtimeRole }) => [serviceRole, runtimeRole])
  return withClient(url, async (client) => {
    const memberships = await findMemberships(client, connecting, [...connecting, ...homes.map(({ ownerRole }) => ownerRole)]) // prettier-ignore
    // Whoever can become another has its rights too: that is said once.
    if (memberships.length > 0) return { faults: memberships, tooMuch: [] }
    const things = await readThings(client, connecting)
    const { tooMuch, missing } = judgeRights(things, tenancy)
    const faults = missing.map((fault) => rightInWords(fault, 'may not'))
    for (const { home, owns, needed } of tenancy.tenants) {
      const own = things.filter((each) => each.kind === 'schema' && owns(each.schema) && needed(each).length > 0)
      const names = own.map(({ schema }) => schema)
      if (missing.length === 0 && names.length > 0)
        faults.push(...(await tryOwnWrites(client, home.serviceRole, names)))
    }
    return { faults, tooMuch }
  })
}

function describeTenancy(input: EmitInput, homes: readonly ServiceHome[], services: readonly string[]): Tenancy {
  const isShared = input.plan.layout === 'schemas'
  const references = new Map(findServiceReferences(input).map((each) => [each.service, each]))
  const schemas = findServiceSchemas(input)
  const tenants = homes.map((home): Tenant => {
    const isHere = services.includes(home.service)
    const own = new Set(schemas.get(home.service)!.schemas)
    const held = references.get(home.service)
    return {
      home,
      // A database of its own has nothing of any other service.
      owns: (schema) => isHere && (!isShared || own.has(schema) || schema === home.schema),
      needed: (thing) => (own.has(thing.schema) ? rightsOnOwn(thing) : []),
      neededAtHome: held === undefined ? () => [] : rightsAtHome(held),
    }
  })
  return { tenants, isShared, open: new Set([...schemas.values()].flatMap(({ extensionSchemas }) => extensionSchemas)) }
}

/** Rights that the source gives are the user's: they are told, and no mistake of ours. */
async function divide(
  { original }: LoadedSplit,
  faults: readonly RightFault[],
): Promise<{ readonly theirs: readonly RightFault[]; readonly ours: readonly RightFault[] }> {
  if (faults.length === 0) return { theirs: [], ours: [] }
  const roles = [...new Set(faults.map(({ role }) => role))]
  const things = await withClient(original.database.url, (client) => readThings(client, roles))
  const given = new Map(things.map((thing) => [`${thing.kind} ${thing.identity}`, thing.rights]))
  const before = ({ role, thing }: RightFault) => given.get(`${thing.kind} ${thing.identity}`)?.get(role)?.given ?? []
  const divided = faults.map((fault) => ({ fault, known: fault.rights.filter((right) => before(fault).includes(right)) })) // prettier-ignore
  const some = (rights: (each: (typeof divided)[number]) => readonly string[]) =>
    divided.map((each) => ({ ...each.fault, rights: rights(each) })).filter((each) => each.rights.length > 0)
  return {
    theirs: some(({ known }) => known),
    ours: some(({ fault, known }) => fault.rights.filter((right) => !known.includes(right))),
  }
}
