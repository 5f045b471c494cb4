import type { RoundProgram } from './repeat-round.ts'
import type { ClientProgram, Round } from './round.ts'

/** Whether a program still shows what is wrong, in one of some runs. */
export type Shows = (program: RoundProgram) => Promise<boolean>

/** Takes away what is not needed: faults, clients, what came before, transactions, statements; as long as it still shows. */
export async function shrinkProgram(program: RoundProgram, shows: Shows): Promise<RoundProgram> {
  let best = program
  const accept = async (shorter: RoundProgram | undefined) => {
    if (shorter === undefined || !(await shows(shorter))) return false
    best = shorter
    return true
  }
  await accept(withRound(best, { faults: [] }))
  if (best.setup.length > 0) await accept({ ...best, setup: [] })
  for (let at = best.round.clients.length - 1; at >= 0; at--)
    await accept(withClients(best, best.round.clients.toSpliced(at, 1)))
  for (let at = best.round.clients.length - 1; at >= 0; at--)
    for (let place = (best.round.clients[at]?.transactions.length ?? 0) - 1; place >= 0; place--)
      if (!(await accept(withoutTransaction(best, at, place)))) await shortenTransaction(at, place)
  for (let size = Math.ceil(best.setup.length / 2); size > 0; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let end = best.setup.length; end > 0; end = Math.min(end - size, best.setup.length)) {
      const from = Math.max(0, end - size)
      await accept({ ...best, setup: best.setup.toSpliced(from, end - from) })
    }
  for (let at = best.round.faults.length - 1; at >= 0; at--)
    await accept(withRound(best, { faults: best.round.faults.toSpliced(at, 1) }))
  return best

  async function shortenTransaction(at: number, place: number): Promise<void> {
    const count = best.round.clients[at]!.transactions[place]!.operations.length
    for (let statement = count - 1; statement >= 0; statement--) await accept(withoutStatement(best, at, place, statement)) // prettier-ignore
  }
}

function withRound(program: RoundProgram, round: Partial<Round>): RoundProgram | undefined {
  if (round.faults?.length === program.round.faults.length) return undefined
  return { ...program, round: { ...program.round, ...round } }
}

function withClients(program: RoundProgram, clients: readonly ClientProgram[]): RoundProgram | undefined {
  return clients.length === 0 ? undefined : { ...program, round: { ...program.round, clients } }
}

function withoutTransaction(program: RoundProgram, at: number, place: number): RoundProgram | undefined {
  const { clients } = program.round
  const client = clients[at]!
  const transactions = client.transactions.toSpliced(place, 1)
  return withClients(program, transactions.length === 0 ? clients.toSpliced(at, 1) : clients.with(at, { ...client, transactions })) // prettier-ignore
}

function withoutStatement(
  program: RoundProgram,
  at: number,
  place: number,
  statement: number,
): RoundProgram | undefined {
  const client = program.round.clients[at]!
  const transaction = client.transactions[place]!
  if (transaction.operations.length < 2) return undefined
  const operations = transaction.operations.toSpliced(statement, 1)
  const transactions = client.transactions.with(place, { ...transaction, operations })
  return withClients(program, program.round.clients.with(at, { ...client, transactions }))
}
