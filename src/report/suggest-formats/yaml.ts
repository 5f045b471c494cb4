import { stringify } from 'yaml'
import { FountainError } from '../../core/fountain-error.ts'
import { visible } from '../../core/visible-text.ts'
import { crossingNumber, cutLines } from '../cut-words.ts'
import type { SuggestFormat } from '../suggest-format.ts'
import { count } from '../terminal-text.ts'

/** The first proposal as a configuration. */
export const yaml: SuggestFormat = {
  id: 'yaml',
  terminal: false,
  *render({ source, relations, proposals: [proposal], moves }) {
    if (proposal === undefined || moves.length > 0)
      throw new FountainError('no-proposal', 'there is no proposal to write as a configuration', {
        hint: 'Leave out --what-if, and give a schema with relations.',
      })
    const scalar = (text: string): string => stringify(text, { lineWidth: 0 }).trimEnd()
    yield `# ${count(proposal.services.length, 'service')} for ${count(relations, 'relation')}, as suggested; ${count(crossingNumber(proposal.cut), 'crossing')}.\n`
    for (const line of cutLines(proposal.cut)) yield `# - ${visible(line)}\n`
    const isFile = source.kind === 'sql' || source.kind === 'migrations'
    if (isFile && source.files.length === 1) yield `source: ${scalar(source.files[0]!)}\n`
    yield 'services:\n'
    const torn = new Map(proposal.undecided.map((each) => [each.relation, each.other]))
    for (const { name, relations: list } of proposal.services) {
      yield `  ${scalar(name)}:\n    relations:\n`
      for (const relation of list) {
        const other = torn.get(relation)
        yield `      - ${scalar(relation)}${other === undefined ? '' : ` # or ${visible(other)}`}\n`
      }
    }
  },
}
