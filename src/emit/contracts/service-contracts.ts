import type { KeyContract } from '../../plan/contracts/key-contract.ts'
import { changeAggregate } from '../../plan/contracts/key-contract.ts'
import type { ReferentialEvent } from '../../plan/obligation.ts'
import type { PlannedReference, SplitPlan } from '../../plan/split-plan.ts'
import { serviceFolders } from '../service-folders.ts'
import { portableType, releaseFile, schemaFile } from './contract-names.ts'

/** A key's contract with all that documents say of it. */
export interface DocumentedKey extends KeyContract {
  /** The service's name as files, channels and topics can have it. */
  readonly portableService: string
  /** What it stands for, in the plan's order. */
  readonly replaces: readonly PlannedReference[]
}

/** A key that goes, or becomes another, only when its `voters` agree. */
export interface VotedKey extends DocumentedKey {
  readonly on: ReferentialEvent
  /** What the letters are about: the aggregate that they name. */
  readonly letters: string
  /** The references that are voted for, in the plan's order. */
  readonly asked: readonly PlannedReference[]
}

/** What one service sends, receives, answers and votes on. */
export interface ServiceContracts {
  readonly service: string
  /** Its folder in the output. */
  readonly folder: string
  /** Its own keys that others follow. */
  readonly sends: readonly DocumentedKey[]
  /** Keys of others that it follows. */
  readonly receives: readonly DocumentedKey[]
  /** Its own keys that others may ask about. */
  readonly answers: readonly DocumentedKey[]
  /** Its own keys that go, or change, only when others agree. */
  readonly releases: readonly VotedKey[]
  /** Keys of others on whose release, or change, it votes. */
  readonly votes: readonly VotedKey[]
}

/** Of every service that has any contract with another, in the plan's order. */
export function findServiceContracts(plan: SplitPlan): ServiceContracts[] {
  const folders = serviceFolders(plan.services)
  const references = new Map(plan.references.map((reference) => [reference.id, reference]))
  const keys = plan.contracts.map((contract): DocumentedKey => ({
    ...contract,
    portableService: folders.get(contract.service)!.replace(/^services\//, ''),
    replaces: contract.references.map((id) => references.get(id)!),
  }))
  const voted = keys.flatMap(votedKeys)
  return plan.services
    .map(({ name }): ServiceContracts => ({
      service: name,
      folder: folders.get(name)!,
      sends: keys.filter(({ service, events }) => service === name && events.length > 0),
      receives: keys.filter(({ receivers }) => receivers.includes(name)),
      answers: keys.filter(({ service, askers }) => service === name && askers.length > 0),
      releases: voted.filter(({ service }) => service === name),
      votes: voted.filter(({ voters }) => voters.includes(name)),
    }))
    .filter((service) => tellsOthers(service) || service.answers.length > 0)
}

/** Its release and its change, as far as others have to agree. */
function votedKeys(key: DocumentedKey): VotedKey[] {
  const { aggregate, changeVoters, replaces } = key
  const askedOn = (on: ReferentialEvent) => replaces.filter((each) => each[on]?.reaction === 'saga')
  const both: readonly VotedKey[] = [
    { ...key, on: 'delete', letters: aggregate, asked: askedOn('delete') },
    { ...key, on: 'update', letters: changeAggregate(aggregate), asked: askedOn('update'), voters: changeVoters },
  ]
  return both.filter(({ voters }) => voters.length > 0)
}

/** Whether messages go from the service to others, or from them to it. */
export function tellsOthers({ sends, receives, releases, votes }: ServiceContracts): boolean {
  return sends.length + receives.length + releases.length + votes.length > 0
}

/** The files of the events that a service sends or receives, below its folder, with the type that each is about. */
export function eventFiles({
  folder,
  sends,
  receives,
}: ServiceContracts): { path: string; key: DocumentedKey; type: string }[] {
  return [...sends, ...receives].flatMap((key) =>
    key.events.map((type) => ({
      path: `${folder}/contracts/events/${schemaFile(portableType(key, type))}`,
      key,
      type,
    })),
  )
}

/** The files of what is said before a key goes, or changes, that it owns or votes on. */
export function releaseFiles({ folder, releases, votes }: ServiceContracts): { path: string; key: VotedKey }[] {
  return [...releases, ...votes].map((key) => ({ path: `${folder}/contracts/releases/${releaseFile(key)}`, key }))
}
