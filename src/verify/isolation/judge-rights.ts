import { quoteName } from '../../core/identifier.ts'
import type { ServiceHome } from '../../emit/reference-sql/reference-value.ts'
import type { Rights, Thing } from './read-things.ts'

/** A service, its roles, and what is its own in a database. */
export interface Tenant {
  readonly home: ServiceHome
  /** Whether it has what is in that schema, its home included. */
  readonly owns: (schema: string) => boolean
  /** What its role needs on what is its own. */
  readonly needed: (thing: Thing) => readonly string[]
  /** What its role needs in its home, and all that it may do there. */
  readonly neededAtHome: (thing: Thing) => readonly string[]
}

export interface Tenancy {
  readonly tenants: readonly Tenant[]
  /** Services share the database: what everybody may do is what another service may do. */
  readonly isShared: boolean
  /** Schemas into which all services look, for the extensions that are there. */
  readonly open: ReadonlySet<string>
}

/** Rights that should not be, or that are missing. */
export interface RightFault {
  readonly role: string
  readonly thing: Thing
  readonly rights: readonly string[]
  /** The thing and whose it is. */
  readonly where: string
}

/** A sentence without its end; `may` or `may not`. */
export function rightInWords({ role, rights, where }: RightFault, may: string): string {
  return `${quoteName(role)} ${may} ${rights.join(', ')} on ${where}`
}

export interface RightFaults {
  readonly tooMuch: readonly RightFault[]
  readonly missing: readonly RightFault[]
}

/** What roles may do that they must not, and may not do that they must. */
export function judgeRights(things: readonly Thing[], tenancy: Tenancy): RightFaults {
  const [tooMuch, missing]: [RightFault[], RightFault[]] = [[], []]
  for (const thing of things) {
    const owners = tenancy.tenants.filter(({ owns }) => owns(thing.schema))
    if (owners.length === 0) continue
    const where = `${thing.kind} ${thing.identity} of ${owners.map(({ home }) => home.service).join(', ')}`
    for (const tenant of tenancy.tenants)
      for (const role of [tenant.home.serviceRole, tenant.home.runtimeRole]) {
        const has = thing.rights.get(role)
        if (has === undefined) continue
        const { allowed, needed, counted } = demandsOf(thing, tenant, role, tenancy)
        const held = counted(has).filter((right) => !allowed.includes(right))
        const lacks = needed.filter((right) => !has.whole.includes(right))
        if (held.length > 0) tooMuch.push({ role, thing, rights: held, where })
        if (lacks.length > 0) missing.push({ role, thing, rights: lacks, where })
      }
  }
  return { tooMuch, missing }
}

interface Demands {
  readonly allowed: readonly string[]
  readonly needed: readonly string[]
  /** Of the rights that it has those that are judged. */
  readonly counted: (has: Rights) => readonly string[]
}

const own = ({ given }: Rights) => given
const all = ({ given, usable }: Rights) => [...new Set([...given, ...usable])].sort()
const none = () => []

function demandsOf(thing: Thing, tenant: Tenant, role: string, { isShared, open }: Tenancy): Demands {
  const { home, owns, needed, neededAtHome } = tenant
  const atHome = thing.schema === home.schema
  if (!owns(thing.schema)) {
    const looks = thing.kind === 'schema' && open.has(thing.schema)
    return { allowed: looks ? ['USAGE'] : [], needed: [], counted: isShared ? all : own }
  }
  if (role === home.serviceRole && atHome)
    return { allowed: neededAtHome(thing), needed: neededAtHome(thing), counted: all }
  if (role === home.serviceRole) return { allowed: [], needed: needed(thing), counted: none }
  if (atHome) return { allowed: [], needed: [], counted: none }
  // Relay and consumer look for rows that refer to nothing; what they change they change by functions of their home.
  const reads = thing.kind === 'relation' ? ['SELECT'] : ['SELECT', 'USAGE', 'EXECUTE']
  return { allowed: reads, needed: [], counted: own }
}
