import { visible, type Palette } from '../../index.ts'
import { fitText } from './fit-text.ts'

/** The answer of who wants to see the question before. */
export const back: unique symbol = Symbol('back')
export type Back = typeof back

/** Ctrl-C. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

export interface Choice<T> {
  readonly name: string
  readonly value: T
  /** Told below the list while the choice is pointed at. */
  readonly note?: string
  /** Why it cannot be chosen. */
  readonly disabled?: string
}

interface Question {
  readonly type: 'select' | 'checkbox' | 'input' | 'search'
  readonly message: string
  readonly [setting: string]: unknown
}

type Keys = readonly (readonly [string, string])[]

/** Asks on the terminal, on standard error. Every question can be gone back from with Escape, and left with Ctrl-C. */
export class Asker {
  private readonly palette: Palette

  constructor(palette: Palette) {
    this.palette = palette
  }

  /** One of several; `initial` is pointed at first. */
  async choose<T>(message: string, choices: readonly Choice<T>[], initial?: T): Promise<T | Back> {
    const at =
      initial === undefined
        ? -1
        : choices.findIndex(({ value, disabled }) => value === initial && disabled === undefined)
    const answer = await this.ask<number>({
      ...this.list('select', message, choices),
      default: at === -1 ? choices.findIndex(({ disabled }) => disabled === undefined) : at,
    })
    if (answer === back) return back
    this.answered(message, choices[answer]!.name)
    return choices[answer]!.value
  }

  /** Any of several, `checked` at first. */
  async chooseMany<T>(
    message: string,
    choices: readonly Choice<T>[],
    checked: readonly T[],
  ): Promise<readonly T[] | Back> {
    const wanted = new Set(checked)
    const answer = await this.ask<readonly number[]>({
      ...this.list('checkbox', message, choices),
      default: choices.flatMap(({ value }, at) => (wanted.has(value) ? [at] : [])),
    })
    if (answer === back) return back
    this.answered(message, `${answer.length} of ${choices.length}`)
    return answer.map((at) => choices[at]!.value)
  }

  /** One of many, found by typing parts of it. */
  async find<T>(message: string, choices: readonly Choice<T>[]): Promise<T | Back> {
    const { choices: all, ...question } = this.list('search', message, choices)
    const names = choices.map(({ name }) => name.toLowerCase())
    const source = (term: string | undefined) => {
      const words = (term ?? '').toLowerCase().split(/\s+/)
      return all.filter(({ value }) => words.every((word) => names[value]!.includes(word)))
    }
    const answer = await this.ask<number>({ ...question, source })
    if (answer === back) return back
    this.answered(message, choices[answer]!.name)
    return choices[answer]!.value
  }

  /** A line of text; `refuse` says why it will not do. */
  async text(message: string, initial: string, refuse: (text: string) => string | undefined): Promise<string | Back> {
    const answer = await this.ask<string>({
      type: 'input',
      message: `${message} ${this.palette.faint('(esc: back)')}`,
      ...(initial === '' ? {} : { default: initial, prefill: 'editable' }),
      validate: (text: string) => refuse(text) ?? true,
    })
    if (answer !== back) this.answered(message, answer)
    return answer
  }

  private async ask<T>(question: Question): Promise<T | Back> {
    const { default: inquirer } = await import('inquirer')
    const leaving = new AbortController()
    const onKey = (_: string, key: { readonly name?: string } | undefined): void => {
      if (key?.name === 'escape') leaving.abort()
    }
    process.stdin.on('keypress', onKey)
    try {
      const prompt = inquirer.createPromptModule({
        output: process.stderr,
        signal: leaving.signal,
        clearPromptOnDone: true,
      } as Parameters<typeof inquirer.createPromptModule>[0])
      const answers = await prompt([{ ...question, name: 'answer' }] as unknown as Parameters<typeof prompt>[0])
      return (answers as { answer: T }).answer
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortPromptError') return back
      if (error instanceof Error && error.name === 'ExitPromptError') throw new Cancelled()
      throw error
    } finally {
      process.stdin.off('keypress', onKey)
    }
  }

  private answered(message: string, answer: string): void {
    const line = fitText(`${message} ${answer}`, this.columns() - 2)
    const shown = line.startsWith(message) ? `${message}${this.palette.strong(line.slice(message.length))}` : line
    process.stderr.write(`${this.palette.good('✔')} ${shown}\n`)
  }

  /** A question over a list; its values are places in the list, whatever is chosen among. */
  private list<T>(type: Question['type'], message: string, choices: readonly Choice<T>[]) {
    return {
      type,
      message,
      loop: false,
      pageSize: this.rows(),
      theme: this.theme(),
      choices: choices.map(({ name, note, disabled }, value) => ({
        name: fitText(name, this.columns() - 6),
        value,
        ...(note === undefined ? {} : { description: visible(note) }),
        ...(disabled === undefined ? {} : { disabled: visible(disabled) }),
      })),
    }
  }

  private theme() {
    const { strong, faint } = this.palette
    const tip = (keys: Keys): string =>
      [...keys, ['esc', 'back'] as const].map(([key, action]) => `${strong(key)} ${faint(action)}`).join(faint(' · '))
    return { style: { keysHelpTip: tip } }
  }

  private columns(): number {
    return Math.max(20, process.stderr.columns ?? 80)
  }

  private rows(): number {
    return Math.max(4, Math.min(14, (process.stderr.rows ?? 24) - 8))
  }
}
