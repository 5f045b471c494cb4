import { nearest } from '../config/nearest-word.ts'
import { FountainError } from '../core/fountain-error.ts'
import { padTo, wrapText } from '../report/terminal-text.ts'
import type { ExplainOptions } from './topic.ts'
import { topics } from './topic-registry.ts'

/** All that can be explained, with a line each. */
export function listTopics({ palette, width }: ExplainOptions): string {
  const blocks = topics.map(({ heading, list }) => {
    const items = list()
    const column = Math.max(...items.map(({ word }) => word.length)) + 2
    const lines = items.flatMap(({ word, summary }) => {
      const [first = '', ...rest] = wrapText(summary, Math.max(20, width - column - 2))
      return [
        `  ${palette.strong(padTo(word, column))}${first}`,
        ...rest.map((line) => `  ${' '.repeat(column)}${line}`),
      ]
    })
    return [palette.heading(heading), ...lines].join('\n')
  })
  return `${blocks.join('\n\n')}\n`
}

/** The long story of a word. Throws FountainError `nothing-to-explain` (exit 2), with the nearest word. */
export function explainWord(word: string, options: ExplainOptions): string {
  for (const topic of topics) {
    const text = topic.explain(word, options)
    if (text !== undefined) return text
  }
  const words = topics.flatMap(({ list }) => list().map((item) => item.word))
  const close = nearest(word, words) ?? words.find((candidate) => word.length > 2 && candidate.includes(word))
  throw new FountainError('nothing-to-explain', `there is nothing called ${word}`, {
    hint: `${close === undefined ? '' : `Did you mean ${close}? `}fountain-split explain lists what there is.`,
  })
}
