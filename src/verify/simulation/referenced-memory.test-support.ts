import type { OutboxRow } from '../../runtime/relay/outbox-rows.ts'

/** What a register says of a key. */
export interface RegisteredKey {
  readonly incarnation: bigint
  readonly version: bigint
  readonly alive: boolean
}

/** The end of a life of a key: what it became, if it changed. */
interface End {
  readonly version: bigint
  readonly successor?: readonly [key: string, version: bigint]
}

export const aggregate = 'people.id'
const moment = new Date(0)

/** A referenced relation with its register and its outbox, as the capturing triggers keep them. */
export class ReferencedMemory {
  readonly register = new Map<string, RegisteredKey>()
  readonly #ends = new Map<string, End[]>()
  #outbox: OutboxRow[] = []
  #version = 0n
  #transaction = 0
  #statement = 0

  get alive(): string[] {
    return [...this.register].filter(([, { alive }]) => alive).map(([key]) => key)
  }

  isAlive(key: string): boolean {
    return this.register.get(key)?.alive === true
  }

  begin(): void {
    this.#transaction++
    this.#statement = 0
  }

  beginStatement(): void {
    this.#statement++
  }

  /** Rows of the outbox since the last time. */
  takeOutbox(): OutboxRow[] {
    const rows = this.#outbox
    this.#outbox = []
    return rows
  }

  insert(key: string): void {
    this.#tell(key, 'created', ++this.#version, {})
  }

  delete(key: string): void {
    const version = ++this.#version
    this.#end(key, { version })
    this.#tell(key, 'deleted', version, {})
  }

  change(from: string, to: string): void {
    const [died, born] = [++this.#version, ++this.#version]
    this.#end(from, { version: died, successor: [to, born] })
    this.#tell(from, 'key-changed', died, { successor: { id: to }, successorVersion: Number(born) })
    this.#tell(to, 'created', born, { predecessorVersion: Number(died) })
  }

  /** Whether another key became this one after a version, and it ended again before the life that it has now. */
  becameBetween(key: string, after: bigint): boolean {
    const now = this.register.get(key)!.incarnation
    const successors = [...this.#ends.values()].flat().map(({ successor }) => successor)
    return successors.some((each) => each?.[0] === key && each[1] > after && each[1] < now)
  }

  /** Where a row is at the end that named a key of this version: a key, `null` where it names none, or undefined where it went. */
  follow(
    key: string,
    version: bigint,
    { onDelete, onUpdate }: { readonly onDelete: string; readonly onUpdate: string },
  ): string | null | undefined {
    for (let [now, from] = [key, version]; ;) {
      const end = (this.#ends.get(now) ?? []).find((each) => each.version > from)
      if (end === undefined) return now
      if (end.successor === undefined) return onDelete === 'cascade' ? undefined : null
      if (onUpdate !== 'cascade') return null
      ;[now, from] = end.successor
    }
  }

  #end(key: string, end: End): void {
    this.#ends.set(key, [...(this.#ends.get(key) ?? []), end])
  }

  #tell(key: string, event: string, version: bigint, more: Omit<OutboxRow['payload'], 'key'>): void {
    const before = this.register.get(key)
    const alive = event === 'created'
    const incarnation = alive ? version : before!.incarnation
    this.register.set(key, { incarnation, version, alive })
    this.#outbox.push({
      id: `${version}`,
      aggregatetype: aggregate,
      aggregateid: key,
      type: `${aggregate}.${event}`,
      payload: { key: { id: key }, ...more },
      tracingspancontext: null,
      transaction: String(this.#transaction),
      statement: this.#statement,
      epoch: '1',
      incarnation: String(incarnation),
      version: String(version),
      previous: String(before?.version ?? 0n),
      written: moment,
    })
  }
}
