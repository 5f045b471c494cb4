import pg from 'pg'
import type { HistoryTransaction } from '../histories/history.ts'
import { guardedCode } from '../replay/actors/guarded-code.ts'
import { plainSql } from '../replay/actors/plain-sql.ts'
import { askForRelease, readAnswer, unanswered } from '../replay/key-release.ts'
import type { Outcome } from '../replay/outcome.ts'
import type { Sides } from '../replay/replay-transaction.ts'
import { isByChoice } from '../replay/replay-transaction.ts'
import type { ServiceSide } from '../replay/service-side.ts'
import { pauseFor } from './pause-for.ts'
import type { ClientProgram, SentTransaction } from './round.ts'

/** What the rest of a round decides about. */
export interface Setting {
  readonly services: ReadonlyMap<string, ServiceSide>
  readonly refusedByChoice: Sides['refusedByChoice']
  /** Milliseconds since the round began. */
  readonly now: () => number
}

/** Sent again so often where PostgreSQL asks for it: a conflict, a deadlock, a lock, a key that is being asked about. */
const attempts = 6
const passing = /^(40001|40P01|55P03|55006)$/
/** Milliseconds that a client waits for an answer of others. */
const patience = 20_000

/** Clients on connections of their own, which begin together: each sends what it has to, and notes what it was told and when. */
export async function sendPrograms(
  programs: readonly ClientProgram[],
  urlOf: (service: string) => string,
  setting: Setting,
): Promise<SentTransaction[]> {
  const connections = programs.map(({ service }) => new pg.Client({ connectionString: urlOf(service) }))
  for (const connection of connections) connection.on('error', () => {})
  try {
    await Promise.all(connections.map((connection) => connection.connect()))
    const sent = await Promise.all(programs.map((program, at) => sendProgram(program, at, connections[at]!, setting)))
    return sent.flat()
  } finally {
    await Promise.all(connections.map((connection) => connection.end()))
  }
}

async function sendProgram(
  { service, transactions }: ClientProgram,
  client: number,
  connection: pg.Client,
  setting: Setting,
): Promise<SentTransaction[]> {
  const side = setting.services.get(service)!
  const noted: SentTransaction[] = []
  for (const { pause, hold = 0, operations } of transactions) {
    await pauseFor(pause)
    const own: ServiceSide = {
      ...side,
      client: connection,
      ...(hold === 0 ? {} : { beforeCommit: () => pauseFor(hold) }),
      // What runs beside the service may be started again meanwhile.
      get running() {
        return side.running
      },
    }
    noted.push({ client, service, ...(await sendUntilAnswered(own, operations, setting)) })
  }
  return noted
}

type Noted = Omit<SentTransaction, 'client' | 'service'>

async function sendUntilAnswered(side: ServiceSide, operations: HistoryTransaction, setting: Setting): Promise<Noted> {
  for (let attempt = 1; ; attempt++) {
    const noted = await send(side, operations, setting)
    if (noted.turnedAway !== 'passing' || attempt === attempts || noted.release === true) return noted
    await pauseFor(5 * attempt * Math.random())
  }
}

async function send(side: ServiceSide, operations: HistoryTransaction, setting: Setting): Promise<Noted> {
  const sent = setting.now()
  await isolate(side.client, operations)
  const asked = await askForRelease(side, operations)
  if (asked !== undefined) {
    const outcome = asked.request === undefined ? asked.refusal : await waitForAnswer(side, asked.request)
    const stands = asked.stands === undefined ? operations : [asked.stands]
    return note({ sent, answered: setting.now(), operations: stands, outcome, release: true })
  }
  for (const actor of [guardedCode, plainSql]) {
    const acted = await actor.act(side, operations, setting.services)
    if (acted === undefined) continue
    const noted = note({ sent, answered: setting.now(), operations, outcome: acted.outcome })
    return isByChoice(setting.refusedByChoice, side.name, acted) ? { ...noted, turnedAway: 'by choice' } : noted
  }
  throw new Error('nobody writes this')
}

/**
 * Several statements, and one on many rows, run SERIALIZABLE: otherwise one database itself could not always say in which
 * order they came.
 */
async function isolate(client: pg.Client, operations: HistoryTransaction): Promise<void> {
  const [first, ...more] = operations
  const isSmall = more.length === 0 && first?.kind !== 'shift'
  await client.query(`SET default_transaction_isolation = ${isSmall ? `'read committed'` : 'serializable'}`)
}

async function waitForAnswer(side: ServiceSide, request: string): Promise<Outcome> {
  const end = Date.now() + patience
  for (let pause = 4; Date.now() < end; pause = Math.min(pause * 1.3, 60)) {
    const answer = await readAnswer(side, request)
    if (answer !== undefined) return answer
    await pauseFor(pause)
  }
  return unanswered
}

function note(noted: Noted): Noted {
  const { outcome } = noted
  // An answer without a SQLSTATE is no database's: somebody was busy or did not answer in time.
  const isPassing = outcome !== null && (passing.test(outcome.code) || outcome.code === '')
  return isPassing ? { ...noted, turnedAway: 'passing' } : noted
}
