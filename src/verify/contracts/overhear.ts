import { quoteLiteral, quoteQualified } from '../../core/identifier.ts'
import type { Envelope } from '../../runtime/envelope.ts'
import type { OutboxRow } from '../../runtime/relay/outbox-rows.ts'
import { outboxColumns, wrapTransactions } from '../../runtime/relay/outbox-rows.ts'
import type { ReleaseLetter } from '../../runtime/release/release-letter.ts'
import type { HistoryTransaction } from '../histories/history.ts'
import type { Moment, Move } from '../histories/move.ts'
import { changeKey } from '../histories/moves/change-key.ts'
import { deleteRow } from '../histories/moves/delete-row.ts'
import { insertRows } from '../histories/moves/insert-rows.ts'
import { nextTransaction } from '../histories/next-transaction.ts'
import { SeededRandom } from '../histories/seeded-random.ts'
import { isFault } from '../histories/history.ts'
import type { Arena } from '../replay/arena.ts'
import { replayHistory } from '../replay/replay-history.ts'
import type { ServiceSide } from '../replay/service-side.ts'
import type { SplitSide } from '../replay/split-side.ts'
import { sceneOf } from '../replay/write-histories.ts'

/** So many statements show most kinds of messages. */
const enough = 80

const turnsOfMoves: readonly Move[] = [insertRows, insertRows, insertRows, deleteRow, changeKey, deleteRow]

/** What services really said to each other. */
export interface Overheard {
  readonly events: readonly Envelope[]
  readonly letters: readonly ReleaseLetter[]
  readonly statements: number
}

/** Writes a short history, mostly on the relations that others are `told` of, and hands over what was said; the services are still there meanwhile. */
export async function overhear<Result>(
  arena: Arena,
  told: ReadonlySet<string>,
  seed: number,
  use: (heard: Overheard, split: SplitSide) => Promise<Result>,
): Promise<Result> {
  const sides = await arena.restart()
  const random = new SeededRandom(seed)
  const scene = sceneOf(arena)
  let statements = 0
  const services = [...sides.split.services.values()]
  for (const side of services) await keepLetters(side)
  try {
    await replayHistory(
      arena,
      sides,
      (rows, count) => {
        if (statements >= enough || scene.shapes.size === 0) return undefined
        return nextOfKeys({ scene, rows, random }, told, count) ?? nextTransaction(scene, rows, random)
      },
      { columns: arena.unrepeatable },
      { watch: (_, of) => void (statements += isFault(of) ? 0 : of.length) },
    )
    const events: Envelope[] = []
    const letters: ReleaseLetter[] = []
    for (const side of services) {
      events.push(...(await readOutbox(side)))
      letters.push(...(await readLetters(side)))
    }
    return await use({ events, letters, statements }, sides.split)
  } finally {
    for (const side of services) await forgetLetters(side)
  }
}

/** Rows with keys that others hear of come, go and change, one relation after the other; undefined in between. */
function nextOfKeys(
  moment: Omit<Moment, 'shape'>,
  told: ReadonlySet<string>,
  count: number,
): HistoryTransaction | undefined {
  const shapes = [...moment.scene.shapes.values()].filter(({ key }) => told.has(key))
  const [turn, between] = [Math.floor(count / 3), count % 3 === 2]
  const shape = shapes[turn % shapes.length]
  if (shape === undefined || between) return undefined
  // Two of each turn, so that something stays that can change.
  const move = turnsOfMoves[(Math.floor(turn / shapes.length) * 2 + (count % 3)) % turnsOfMoves.length]!
  return move.make({ ...moment, shape })
}

const placeOf = ({ running }: ServiceSide, name: string) => quoteQualified({ schema: running!.service.description.home, name }) // prettier-ignore

/** As the relay wraps them. */
async function readOutbox(side: ServiceSide): Promise<Envelope[]> {
  if ((side.running?.service.description.publishes ?? []).length === 0) return []
  const { rows } = await side.client.query<OutboxRow>(`SELECT ${outboxColumns} FROM ${placeOf(side, 'outbox')} AS o ORDER BY version`) // prettier-ignore
  return wrapTransactions(side.name, rows)
}

const hasLetters = ({ running }: ServiceSide) => running?.service.releases !== undefined

/** Letters are gone once they are answered. */
async function keepLetters(side: ServiceSide): Promise<void> {
  if (!hasLetters(side)) return
  const [kept, keep, messages] = ['kept_letter', 'keep_letter', 'release_message'].map((name) => placeOf(side, name)) as [string, string, string] // prettier-ignore
  await forgetLetters(side)
  await side.client.query(`
    CREATE TABLE ${kept} (letter jsonb NOT NULL);
    CREATE FUNCTION ${keep}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS ${quoteLiteral(`BEGIN INSERT INTO ${kept} VALUES (NEW.letter); RETURN NULL; END`)};
    CREATE TRIGGER keep_letter AFTER INSERT ON ${messages} FOR EACH ROW EXECUTE FUNCTION ${keep}()`)
}

async function readLetters(side: ServiceSide): Promise<ReleaseLetter[]> {
  if (!hasLetters(side)) return []
  const { rows } = await side.client.query<{ letter: ReleaseLetter }>(`SELECT letter FROM ${placeOf(side, 'kept_letter')}`) // prettier-ignore
  return rows.map(({ letter }) => letter)
}

async function forgetLetters(side: ServiceSide): Promise<void> {
  if (!hasLetters(side)) return
  await side.client.query(`DROP FUNCTION IF EXISTS ${placeOf(side, 'keep_letter')} CASCADE; DROP TABLE IF EXISTS ${placeOf(side, 'kept_letter')}`) // prettier-ignore
}
