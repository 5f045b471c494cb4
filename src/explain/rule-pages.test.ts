import { readdirSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { describe, expect, test } from 'vitest'
import { ruleCards } from '../lint/rule-registry.ts'
import { ruleIndexMarkdown, rulePageMarkdown } from '../report/rule-page.ts'

// `npm run docs` writes them anew.
const folder = new URL('../../docs/rules/', import.meta.url).pathname

async function formatted(text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(folder)), parser: 'markdown' })
}

describe('docs/rules', () => {
  test.each(ruleCards)('$id.md is what the rule says', async (card) => {
    await expect(await formatted(rulePageMarkdown(card))).toMatchFileSnapshot(`${folder}${card.id}.md`)
  })

  test('README.md lists the rules', async () => {
    await expect(await formatted(ruleIndexMarkdown(ruleCards))).toMatchFileSnapshot(`${folder}README.md`)
  })

  test('there is no page of a rule that is gone', () => {
    const pages = readdirSync(folder).filter((name) => name !== 'README.md')
    expect(pages.sort()).toEqual(ruleCards.map(({ id }) => `${id}.md`).sort())
  })
})
