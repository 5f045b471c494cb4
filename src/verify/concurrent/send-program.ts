import { nameKey, quoteQualified } from '../../core/identifier.ts'
import type { HistoryTransaction } from '../histories/history.ts'
import { guardedCode } from '../replay/actors/guarded-code.ts'
import { plainSql } from '../replay/actors/plain-sql.ts'
import type { AskedRelease } from '../replay/key-release.ts'
import { askForRelease, readAnswer, unanswered } from '../replay/key-release.ts'
import type { Outcome, Refusal } from '../replay/outcome.ts'
import { isLost } from '../replay/outcome.ts'
import type { Sides } from '../replay/replay-transaction.ts'
import { isByChoice } from '../replay/replay-transaction.ts'
import type { ServiceSide } from '../replay/service-side.ts'
import { ClientConnection } from './client-connection.ts'
import { pauseFor } from './pause-for.ts'
import type { ClientProgram, SentTransaction } from './round.ts'

/** What the rest of a round decides about. */
export interface Setting {
  readonly services: ReadonlyMap<string, ServiceSide>
  readonly refusedByChoice: Sides['refusedByChoice']
  /** Milliseconds since the round began. */
  readonly now: () => number
  /** Whether connections of clients are cut on purpose. */
  readonly mayBeLost: boolean
}

/** Sent again so often where PostgreSQL asks for it: a conflict, a deadlock, a lock, a key that is being asked about. */
const attempts = 6
const passing = /^(40001|40P01|55P03|55006)$/
const violated = /^23(503|505|001|P01)$/
/** The connection went, and nothing was committed. */
const lost: Refusal = { statement: undefined, code: '', constraint: undefined, relation: undefined, message: 'the connection was lost' } // prettier-ignore
/** Milliseconds that a client waits for an answer of others; later on it is asked for at rest. */
const patience = 1500

/** Has clients connect, and begin together once all of them are: what breaks meanwhile breaks while they write. */
export async function withClients<Result>(
  programs: readonly ClientProgram[],
  urlOf: (service: string) => string,
  setting: Setting,
  work: (send: () => Promise<SentTransaction[]>) => Promise<Result>,
): Promise<Result> {
  const urls = new Set(programs.map(({ service }) => urlOf(service)))
  if (setting.mayBeLost) for (const url of urls) await ClientConnection.prepare(url)
  const connections = programs.map(({ service }) => new ClientConnection(urlOf(service)))
  try {
    await Promise.all(connections.map((connection) => connection.connect()))
    return await work(async () => {
      const sent = await Promise.all(
        programs.map((program, at) =>
          sendProgram(
            program,
            at,
            { connection: connections[at]!, isolated: isSerializable(programs, program.service) },
            setting,
          ),
        ),
      )
      return sent.flat()
    })
  } finally {
    await Promise.all(connections.map((connection) => connection.end()))
  }
}

/** One client: sends what it has to, and notes what it was told and when. */
async function sendProgram(
  { service, transactions }: ClientProgram,
  client: number,
  place: Place,
  setting: Setting,
): Promise<SentTransaction[]> {
  const { connection } = place
  const side = setting.services.get(service)!
  const noted: SentTransaction[] = []
  for (const { pause, hold = 0, untilClosing, operations } of transactions) {
    await pauseFor(pause)
    const own: ServiceSide = {
      ...side,
      async beforeCommit() {
        await (untilClosing === true ? waitForClosing(side, hold) : pauseFor(hold))
        if (setting.mayBeLost) await connection.mark()
      },
      get client() {
        return connection.client
      },
      // What runs beside the service may be started again meanwhile.
      get running() {
        return side.running
      },
    }
    noted.push({ client, service, ...(await sendUntilAnswered(own, place, operations, setting)) })
  }
  return noted
}

async function waitForClosing({ client, running }: ServiceSide, longest: number): Promise<void> {
  const states = (running?.service.description.replicas ?? []).map(({ home, name }) => quoteQualified({ schema: home, name: `${name}_state` })) // prettier-ignore
  const isClosing = `SELECT EXISTS (${states.map((state) => `SELECT FROM ${state} WHERE closing IS NOT NULL`).join(' UNION ALL ')}) AS closing` // prettier-ignore
  for (const end = Date.now() + longest; Date.now() < end; await pauseFor(5))
    if (states.length > 0 && (await client.query<{ closing: boolean }>(isClosing)).rows[0]!.closing) return
}

/** What a client sends by. */
interface Place {
  readonly connection: ClientConnection
  /** Its transactions are SERIALIZABLE, or READ COMMITTED. */
  readonly isolated: boolean
}

type Noted = Omit<SentTransaction, 'client' | 'service'>

async function sendUntilAnswered(
  side: ServiceSide,
  place: Place,
  operations: HistoryTransaction,
  setting: Setting,
): Promise<Noted> {
  for (let attempt = 1; ; attempt++) {
    const noted = await send(side, place, operations, setting)
    if (noted.turnedAway !== 'passing' || attempt === attempts || noted.release === true) return noted
    await pauseFor(5 * attempt * Math.random())
  }
}

async function send(
  side: ServiceSide,
  { connection, isolated }: Place,
  operations: HistoryTransaction,
  setting: Setting,
): Promise<Noted> {
  const sent = setting.now()
  const noteAnswer = (what: Omit<Noted, 'sent' | 'answered'>) =>
    note({ sent, answered: setting.now(), ...what }, isolated)
  let asked: AskedRelease | undefined
  connection.begin()
  try {
    await side.client.query(`SET default_transaction_isolation = ${isolated ? 'serializable' : `'read committed'`}`)
    asked = await askForRelease(side, operations, (made) => (asked = made))
    if (asked === undefined) return noteAnswer(await write(side, operations, setting))
  } catch (error) {
    if (!isLost(error)) throw error
    const isCommitted = await connection.renew()
    if (!isCommitted) return noteAnswer({ operations, outcome: lost })
    if (asked === undefined) return noteAnswer({ operations, outcome: null })
  }
  if (asked.request === undefined) return noteAnswer({ operations, outcome: asked.refusal, release: true })
  const outcome = await waitForAnswer(side, connection, asked.request)
  const stands = asked.stands === undefined ? operations : [asked.stands]
  if (outcome === undefined) return noteAnswer({ operations: stands, outcome: unanswered, release: true, request: asked.request }) // prettier-ignore
  return noteAnswer({ operations: stands, outcome, release: true })
}

/** At rest: what was answered after its client had ceased to wait. */
export async function readLateAnswers(
  sent: readonly SentTransaction[],
  { services, now }: Setting,
): Promise<SentTransaction[]> {
  const result: SentTransaction[] = []
  for (const { request, turnedAway, ...each } of sent) {
    const outcome = request === undefined ? undefined : await readAnswer(services.get(each.service)!, request)
    const late = outcome === undefined ? { ...each, ...(turnedAway === undefined ? {} : { turnedAway }) } : { ...each, outcome, answered: now() } // prettier-ignore
    result.push({ ...late, ...note(late, false) })
  }
  return result
}

async function write(
  side: ServiceSide,
  operations: HistoryTransaction,
  { services, refusedByChoice }: Setting,
): Promise<Omit<Noted, 'sent' | 'answered'>> {
  for (const actor of [guardedCode, plainSql]) {
    const acted = await actor.act(side, operations, services)
    if (acted === undefined) continue
    const byChoice = isByChoice(refusedByChoice, side.name, acted)
    return { operations, outcome: acted.outcome, ...(byChoice ? { turnedAway: 'by choice' } : {}) }
  }
  throw new Error('nobody writes this')
}

/**
 * Whether clients of a service run SERIALIZABLE: all of them where some transaction of theirs has several statements, or one
 * on many rows, or where another service's ends a key and makes it again. One database itself could not always say otherwise
 * in which order they came: who waits for a row that another transaction deletes and makes again sees neither of the two.
 */
function isSerializable(programs: readonly ClientProgram[], service: string): boolean {
  return programs.some((each) =>
    each.transactions.some(({ operations }) =>
      each.service === service ? operations.length > 1 || isShift(operations) : makesAgain(operations),
    ),
  )
}

function isShift(operations: HistoryTransaction): boolean {
  return operations.some(({ kind }) => kind === 'shift')
}

function makesAgain(operations: HistoryTransaction): boolean {
  const made = operations.flatMap(({ kind, relation }) => (kind === 'insert' ? [nameKey(...relation)] : []))
  return isShift(operations) || operations.some(({ kind, relation }) => kind !== 'insert' && made.includes(nameKey(...relation))) // prettier-ignore
}

async function waitForAnswer(
  side: ServiceSide,
  connection: ClientConnection,
  request: string,
): Promise<Outcome | undefined> {
  const end = Date.now() + patience
  for (let pause = 4; Date.now() < end; pause = Math.min(pause * 1.3, 60)) {
    try {
      const answer = await readAnswer(side, request)
      if (answer !== undefined) return answer
    } catch (error) {
      if (!isLost(error)) throw error
      await connection.renew()
    }
    await pauseFor(pause)
  }
  return undefined
}

function note(noted: Noted, isolated: boolean): Noted {
  const { outcome, turnedAway, operations } = noted
  if (outcome === null || turnedAway !== undefined) return noted
  // An answer without a SQLSTATE is no database's: somebody was busy or did not answer in time.
  const isPassing = passing.test(outcome.code) || outcome.code === ''
  // What others committed meanwhile violates its keys, and its own earlier statements have not seen it.
  const isConflict = isolated && operations.length > 1 && outcome.statement !== 1 && violated.test(outcome.code)
  return isPassing || isConflict ? { ...noted, turnedAway: 'passing' } : noted
}
