import type { HistoryTransaction } from '../histories/history.ts'
import { operationSql } from '../histories/operation-sql.ts'
import { faults } from '../faults/fault-registry.ts'
import type { Outcome } from '../replay/outcome.ts'
import { tellDifference, tellOutcome } from '../stories/tell-story.ts'
import type { Wrong } from './judge-round.ts'
import type { Round, SentTransaction } from './round.ts'

/** What a story is told of. */
export interface ToldRound {
  readonly setup: readonly HistoryTransaction[]
  readonly round: Round
  readonly transactions: readonly SentTransaction[]
  readonly wrong: Wrong
}

/** So many statements are told of what came before. */
const shown = 8

/** What was there, who sent what and when, what each was told, and why no order explains it; a line each. */
export function tellRound({ setup, round, transactions, wrong }: ToldRound): string[] {
  const told = (wrong.kind === 'unexplained' ? wrong.transactions : transactions).toSorted((a, b) => a.sent - b.sent)
  const clients = new Set(told.map(({ client }) => client)).size
  return [
    ...tellSetup(setup),
    `    then ${clients === 1 ? 'one client' : `${clients} clients at once`}:`,
    ...round.faults.map(({ fault }) => `    (${faults.find(({ id }) => id === fault)!.words})`),
    ...told.flatMap((each, at) => tellSent(each, at + 1)),
    ...tellWrong(wrong, told).map((line) => `    ${line}`),
  ]
}

function tellSetup(setup: readonly HistoryTransaction[]): string[] {
  const statements = setup.flat()
  const left = statements.length - shown
  const more = left > 0 ? [`    (${left} statements before)`] : []
  return [...more, ...statements.slice(-shown).map((each) => `    ${operationSql(each)}`)]
}

function tellSent({ client, service, operations, outcome, turnedAway }: SentTransaction, number: number): string[] {
  const who = `${service}, client ${client + 1}: `
  const lines = operations.map((each, at) => `${at === 0 ? `${number}.`.padStart(3) : '   '} ${at === 0 ? who : ' '.repeat(who.length)}${operationSql(each)}`) // prettier-ignore
  if (outcome === null) return lines
  return [
    ...lines,
    `    ${turnedAway === undefined || outcome.code === '' ? '' : 'turned away, '}${tellRefusal(outcome)}`,
  ]
}

function tellRefusal({ code, constraint, message }: NonNullable<Outcome>): string {
  return code === '' ? message : `refused: ${code} ${constraint ?? message}`
}

function tellWrong(wrong: Wrong, told: readonly SentTransaction[]): string[] {
  if (wrong.kind === 'seen') return wrong.sentences.map((sentence) => `✗ ${sentence}`)
  const { order, next, difference } = wrong.nearest
  const numbers = order.map((each) => told.indexOf(each) + 1)
  const so = numbers.length === 0 ? 'from there' : `after ${numbers.join(', ')}`
  const no = '✗ One database has no order for this.'
  if (difference.kind === 'verdict' && next !== undefined)
    return [
      `${no} The farthest, ${so}:`,
      `  it ${tellOutcome(difference.original)} (${told.indexOf(next) + 1})`,
      `  ${next.service} ${tellOutcome(next.outcome)}`,
    ]
  return [`${no} The farthest, ${so}:`, ...tellDifference(difference).map((line) => line.replace('✗ ', '  '))]
}
