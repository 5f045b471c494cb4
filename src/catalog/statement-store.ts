import type { Effect, ObjectId, Part, Statement, StatementNature } from './statement.ts'

const noEffects: readonly Effect[] = []
const verbs: readonly Effect['verb'][] = ['create', 'alter', 'drop', 'comment', 'grant', 'owner', 'data', 'other']
const natures: readonly StatementNature[] = ['object', 'session', 'role', 'unread']

/** Of a statement: file, start, textStart, end, and the object of its effect, plus one. */
const width = 5

/**
 * The statements of a source, of which there may be millions: what each of them has stands in tables of numbers, which is a fifth of
 * what objects take. Most have one effect, on a whole object.
 */
export class StatementStore {
  readonly all: StoredStatement[] = []
  /** By statement, where it has several effects, or one of a part. */
  readonly #effects = new Map<number, Effect[]>()
  readonly #reasons = new Map<number, string>()
  readonly #searchPaths = new Map<number, readonly string[]>()
  readonly #kinds: string[] = []
  readonly #kindNumbers = new Map<string, number>()
  #numbers = new Uint32Array(width * 1024)
  /** Kind, nature, verb. */
  #marks = new Uint16Array(3 * 1024)

  add(file: number, start: number, textStart: number, end: number): StoredStatement {
    const statement = new StoredStatement(this, this.all.length)
    const { id } = statement
    if ((id + 1) * width > this.#numbers.length) this.#grow()
    const at = id * width
    this.#numbers[at] = file
    this.#numbers[at + 1] = start
    this.#numbers[at + 2] = textStart
    this.#numbers[at + 3] = end
    this.setKind(id, 'unknown')
    this.all.push(statement)
    return statement
  }

  #grow(): void {
    const [numbers, marks] = [this.#numbers, this.#marks]
    this.#numbers = new Uint32Array(numbers.length * 2)
    this.#numbers.set(numbers)
    this.#marks = new Uint16Array(marks.length * 2)
    this.#marks.set(marks)
  }

  number(id: number, which: number): number {
    return this.#numbers[id * width + which]!
  }

  kind(id: number): string {
    return this.#kinds[this.#marks[id * 3]!]!
  }

  setKind(id: number, kind: string): void {
    let number = this.#kindNumbers.get(kind)
    if (number === undefined) this.#kindNumbers.set(kind, (number = this.#kinds.push(kind) - 1))
    this.#marks[id * 3] = number
  }

  nature(id: number): StatementNature {
    return natures[this.#marks[id * 3 + 1]!]!
  }

  setNature(id: number, nature: StatementNature): void {
    this.#marks[id * 3 + 1] = natures.indexOf(nature)
  }

  effects(id: number): readonly Effect[] {
    const object = this.#numbers[id * width + 4]!
    if (object > 0) return [{ object: object - 1, verb: verbs[this.#marks[id * 3 + 2]!]! }]
    return this.#effects.get(id) ?? noEffects
  }

  /** What is known is not added again. */
  addEffect(id: number, object: ObjectId, verb: Effect['verb'], part: Part | undefined): void {
    const several = this.#effects.get(id)
    if (several === undefined && part === undefined && this.#numbers[id * width + 4] === 0) {
      this.#numbers[id * width + 4] = object + 1
      this.#marks[id * 3 + 2] = verbs.indexOf(verb)
      return
    }
    const known = several ?? [...this.effects(id)]
    if (known.some((each) => each.object === object && each.verb === verb && each.part?.at === part?.at)) return
    known.push(part === undefined ? { object, verb } : { object, verb, part })
    this.#effects.set(id, known)
    this.#numbers[id * width + 4] = 0
  }

  reason(id: number): string | undefined {
    return this.#reasons.get(id)
  }

  setReason(id: number, reason: string): void {
    this.#reasons.set(id, reason)
  }

  searchPath(id: number): readonly string[] | undefined {
    return this.#searchPaths.get(id)
  }

  setSearchPath(id: number, path: readonly string[]): void {
    this.#searchPaths.set(id, path)
  }
}

/** One of them. */
export class StoredStatement implements Statement {
  readonly #store: StatementStore
  readonly id: number

  constructor(store: StatementStore, id: number) {
    this.#store = store
    this.id = id
  }

  get file(): number {
    return this.#store.number(this.id, 0)
  }

  get start(): number {
    return this.#store.number(this.id, 1)
  }

  get textStart(): number {
    return this.#store.number(this.id, 2)
  }

  get end(): number {
    return this.#store.number(this.id, 3)
  }

  get kind(): string {
    return this.#store.kind(this.id)
  }

  set kind(kind: string) {
    this.#store.setKind(this.id, kind)
  }

  get nature(): StatementNature {
    return this.#store.nature(this.id)
  }

  set nature(nature: StatementNature) {
    this.#store.setNature(this.id, nature)
  }

  get effects(): readonly Effect[] {
    return this.#store.effects(this.id)
  }

  /** What it did; without a part, the whole of it. */
  addEffect(object: ObjectId, verb: Effect['verb'], part?: Part): void {
    this.#store.addEffect(this.id, object, verb, part)
  }

  get reason(): string | undefined {
    return this.#store.reason(this.id)
  }

  set reason(reason: string) {
    this.#store.setReason(this.id, reason)
  }

  get searchPath(): readonly string[] | undefined {
    return this.#store.searchPath(this.id)
  }
}
