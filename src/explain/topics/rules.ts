import { ruleCards } from '../../lint/rule-registry.ts'
import { rulePageText } from '../../report/rule-page.ts'
import type { Topic } from '../topic.ts'

export const rules: Topic = {
  id: 'rules',
  heading: 'Rules of lint',
  list: () => ruleCards.map(({ id, summary }) => ({ word: id, summary })),
  explain(word, options) {
    const card = ruleCards.find(({ id }) => id === word)
    return card === undefined ? undefined : rulePageText(card, options)
  },
}
