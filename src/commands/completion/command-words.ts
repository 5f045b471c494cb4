import type { Argument, Command, Option } from 'commander'
import { offeredWords } from '../offered-words.ts'

/** What can stand for a value: certain words, a file, a folder, or anything. */
export type ValueWords = readonly string[] | 'file' | 'folder' | 'anything'

export interface OptionWords {
  /** `--format`, and `-f` where it has one. */
  readonly long: string
  readonly short: string | undefined
  readonly description: string
  /** Undefined for an option without a value. */
  readonly value: ValueWords | undefined
  readonly valueName: string
}

export interface CommandWords {
  readonly name: string
  readonly summary: string
  readonly options: readonly OptionWords[]
  /** By place; the last one is for all that follow. None: no argument. */
  readonly places: readonly ValueWords[]
}

export interface ProgramWords {
  readonly program: string
  readonly commands: readonly CommandWords[]
}

function wordsFor(named: Option | Argument, explainable: readonly string[]): readonly string[] | undefined {
  const offer = offeredWords(named)
  return offer === 'explainable' ? explainable : offer
}

function optionValue(option: Option, explainable: readonly string[]): ValueWords | undefined {
  if (!option.required && !option.optional) return undefined
  const words = wordsFor(option, explainable)
  if (words !== undefined) return words
  if (/<file>/.test(option.flags)) return 'file'
  return /<folder>/.test(option.flags) ? 'folder' : 'anything'
}

/** Reads off a program what a shell can complete. */
export function readCommandWords(program: Command, explainable: readonly string[]): ProgramWords {
  const commands = program.commands.map((command): CommandWords => ({
    name: command.name(),
    summary: command.summary(),
    options: [
      ...command.options.map((option) => ({
        long: option.long!,
        short: option.short,
        description: option.description,
        value: optionValue(option, explainable),
        valueName: /[<[]([^\]>.]+)/.exec(option.flags)?.[1] ?? '',
      })),
      { long: '--help', short: '-h', description: 'print the help', value: undefined, valueName: '' },
    ],
    places: command.registeredArguments.map((argument) => wordsFor(argument, explainable) ?? 'file'),
  }))
  const names = commands.map(({ name }) => name)
  const help = { name: 'help', summary: 'print the help of a command', options: [], places: [names] }
  return { program: program.name(), commands: [...commands, help] }
}
