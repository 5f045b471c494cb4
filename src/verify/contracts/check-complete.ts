import { posix } from 'node:path'
import { releaseUrn } from '../../emit/contracts/contract-names.ts'
import { serviceFolders } from '../../emit/service-folders.ts'
import type { KeyContract } from '../../plan/contracts/key-contract.ts'
import { changeAggregate } from '../../plan/contracts/key-contract.ts'
import type { SplitPlan } from '../../plan/split-plan.ts'
import type { ContractFiles } from './contract-files.ts'
import { resolveReference } from './contract-files.ts'
import { followPointer, isNode } from './json-pointer.ts'

/**
 * Sentences: what a service tells or hears by the plan, or is asked about, and has no document of; and documents of what the
 * plan has not.
 */
export function checkComplete(plan: SplitPlan, { documents }: ContractFiles): string[] {
  const faults: string[] = []
  for (const [service, folder] of serviceFolders(plan.services)) {
    const paths = [...documents.keys()].filter((path) => path.startsWith(`${folder}/contracts/`))
    const wanted = new Set<string>(subjectsOf(plan.contracts, service))
    const schemas = new Map(paths.filter((path) => path.endsWith('.json')).map((path) => [subjectOf(documents.get(path)), path])) // prettier-ignore
    const api = `${folder}/contracts/asyncapi.yaml`
    const named = referencedFiles(documents.get(api), api)
    for (const subject of wanted) {
      const path = schemas.get(subject)
      if (path === undefined) faults.push(`${service} has no schema of ${subject}`)
      else if (!named.has(path)) faults.push(`${api} says nothing of ${path}`)
    }
    for (const [subject, path] of schemas)
      if (!wanted.has(subject)) faults.push(`${path} describes ${subject === '' ? 'nothing' : subject}, which ${service} neither tells nor hears`) // prettier-ignore
    if (wanted.size === 0 && documents.has(api)) faults.push(`${api}: ${service} neither tells nor hears anything`)
    faults.push(...checkAnswers(plan.contracts, service, `${folder}/contracts/openapi.yaml`, documents))
  }
  return faults
}

/** What a service needs schemas of: types of events, and names of the letters about a key's release, and its change. */
function subjectsOf(contracts: readonly KeyContract[], service: string): string[] {
  return contracts.flatMap(({ service: owner, aggregate, events, receivers, voters, changeVoters }) => {
    const takesPart = (others: readonly string[]) => others.includes(service) || (owner === service && others.length > 0) // prettier-ignore
    return [
      ...(takesPart(receivers) ? events : []),
      ...(takesPart(voters) ? [releaseUrn(aggregate)] : []),
      ...(takesPart(changeVoters) ? [releaseUrn(changeAggregate(aggregate))] : []),
    ]
  })
}

/** The type of the events that a schema is of, or the name of the letters. */
export function subjectOf(schema: unknown): string {
  const type = followPointer(schema, '/properties/type/const')
  const id = followPointer(schema, '/$id')
  return typeof type === 'string' ? type : typeof id === 'string' ? id : ''
}

/** Files that the messages of a document name. */
function referencedFiles(document: unknown, path: string): ReadonlySet<string> {
  const messages = followPointer(document, '/components/messages')
  if (!isNode(messages)) return new Set()
  const references = Object.values(messages).map((message) => followPointer(message, '/payload/schema/$ref'))
  return new Set(references.flatMap((each) => (typeof each === 'string' ? [resolveReference(path, each).path] : [])))
}

function checkAnswers(
  contracts: readonly KeyContract[],
  service: string,
  path: string,
  documents: ContractFiles['documents'],
): string[] {
  const asked = contracts.filter(({ service: owner, askers }) => owner === service && askers.length > 0)
  if (asked.length > 0 && !documents.has(path)) return [`${service} has no ${posix.basename(path)}, and others ask it`]
  const paths = followPointer(documents.get(path), '/paths')
  const there = new Set(isNode(paths) ? Object.keys(paths) : [])
  const wanted = new Set(asked.flatMap(({ aggregate }) => pathsOf(aggregate)))
  return [
    ...[...wanted].filter((each) => !there.has(each)).map((each) => `${path} has no ${each}`),
    ...[...there].filter((each) => !wanted.has(each)).map((each) => `${path} has ${each}, about which nobody asks`),
  ]
}

/** Of the existence API, about one key of a kind and about many. */
export function pathsOf(aggregate: string): readonly [one: string, many: string] {
  const base = `/keys/${encodeURIComponent(aggregate)}`
  return [`${base}/{key}`, `${base}:check`]
}
