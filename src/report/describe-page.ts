import { quoteName, quoteQualified } from '../core/identifier.ts'
import type { PageData, PageLine, PageNode, PageReaction, PageRoom } from '../page/page-data.ts'
import type { PlannedForeignKey, PlannedReaction, PlannedService, ReferenceEnd, SplitPlan } from '../plan/split-plan.ts'
import * as summary from './summary.ts'

/** What the page shows of a plan: every relation, whatever else something crossing ends at, and every tie. */
export function describePage(plan: SplitPlan): PageData {
  const homes = new Map(plan.services.map((service) => [service.name, homeOf(service)]))
  const rooms: PageRoom[] = plan.services.map(({ name, schemas, views }) => ({ name, schemas, views: views.length }))
  const roomOf = new Map(rooms.map(({ name }, at) => [name, at]))
  const nodes: PageNode[] = []
  const tables = new Map<string, number>()
  const others = new Map<string, number>()

  const findRoom = (service: string): number => {
    const known = roomOf.get(service)
    if (known !== undefined) return known
    roomOf.set(service, rooms.length)
    return rooms.push({ name: service, schemas: [], views: 0 }) - 1
  }
  const add = (node: PageNode, known: Map<string, number>, key: string): number => {
    const at = nodes.push(node) - 1
    known.set(key, at)
    if (node.table) others.set(`${node.room}\0${node.name}`, at)
    return at
  }
  const addTable = (service: string, schema: string, relation: string): number => {
    const name = quoteQualified({ schema, name: relation })
    const room = findRoom(service)
    const label = schema === homes.get(service) ? relation : `${schema}.${relation}`
    return add({ label, name, room, table: true }, tables, `${schema}\0${relation}`)
  }
  for (const service of plan.services)
    for (const relation of service.relations) {
      const schema = schemaOf(service, relation)
      addTable(service.name, schema, relation.slice(schema.length + 1))
    }
  const endOf = ({ service, schema, relation }: ReferenceEnd): number =>
    tables.get(`${schema}\0${relation}`) ?? addTable(service, schema, relation)
  const objectOf = (service: string, object: string): number => {
    const room = findRoom(service)
    const key = `${room}\0${object}`
    const home = `${quoteName(homes.get(service) ?? '')}.`
    const label = object.startsWith(home) ? object.slice(home.length) : object
    return others.get(key) ?? add({ label, name: object, room, table: false }, others, key)
  }

  const planned = new Map(plan.references.map((reference) => [reference.id, reference]))
  const lines: PageLine[] = plan.foreignKeys.map((key) => {
    const reference = planned.get(key.id)
    return {
      kind: 'key',
      what: key.onDelete,
      from: endOf(key.referencing),
      to: endOf(key.referenced),
      title: key.id,
      through: throughOf(key.referencing),
      notes: keyNotes(key),
      follows: false,
      evidence: key.evidence,
      guard: reference?.guard ?? null,
      delete: reactionOf(reference?.delete),
      update: reactionOf(reference?.update),
    }
  })
  const undecided = { follows: false, guard: null, delete: null, update: null }
  for (const { id, because, confidence, referencing, referenced, evidence } of plan.implied)
    lines.push({
      ...undecided,
      kind: 'implied',
      what: 'implied',
      from: endOf(referencing),
      to: endOf(referenced),
      title: id,
      through: throughOf(referencing),
      notes: [`no constraint declares it; sure to ${Math.round(confidence * 100)} %`, because],
      evidence,
    })
  for (const { kind, from, to, evidence, resolution, follows } of summary.otherCouplings(plan))
    lines.push({
      ...undecided,
      kind: 'coupling',
      what: kind,
      from: objectOf(from.service, from.object),
      to: objectOf(to.service, to.object),
      title: `${from.object} -> ${to.object}`,
      through: '',
      notes: [resolution],
      follows: follows !== undefined,
      evidence,
    })

  const { kind, files } = plan.source
  return {
    title: files.length === 1 ? files[0]! : `${files.length} files`,
    numbers: `${summary.numbers(plan)} · ${summary.statementNumbers(plan)}`,
    files: (kind === 'sql' || kind === 'migrations') && files.length <= 3 ? files : [],
    rooms,
    nodes,
    lines,
    diagnostics: plan.diagnostics.map(({ code, severity, subject, message, hint, evidence }) => ({
      severity,
      text: `${code}: ${subject}. ${message}`,
      hint,
      place: evidence === undefined ? '' : summary.place(evidence),
    })),
  }
}

/** The schema that most of a service's tables are in: it goes without saying. '' where there are none. */
function homeOf(service: PlannedService): string {
  const counts = new Map<string, number>()
  for (const relation of service.relations) {
    const schema = schemaOf(service, relation)
    counts.set(schema, (counts.get(schema) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? ''
}

/** `relations` are `schema.relation`, plain; a schema's name may have points, too. */
function schemaOf(service: PlannedService, relation: string): string {
  const fitting = service.schemas.filter((schema) => relation.startsWith(`${schema}.`))
  return fitting.sort((a, b) => b.length - a.length)[0] ?? relation.slice(0, Math.max(0, relation.indexOf('.')))
}

const throughOf = ({ columns }: ReferenceEnd): string => columns.map(quoteName).join(', ')

function keyNotes(key: PlannedForeignKey): string[] {
  return [summary.actionWords(key).join(', '), `constraint ${quoteName(key.constraint)}`]
}

function reactionOf(planned: PlannedReaction | null | undefined): PageReaction | null {
  if (planned === null || planned === undefined) return null
  return { reaction: planned.reaction, tier: planned.tier, because: planned.because }
}
