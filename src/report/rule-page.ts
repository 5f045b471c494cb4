import type { RuleCard } from '../lint/rule-card.ts'
import type { Palette } from './report.ts'
import { wrapText } from './terminal-text.ts'

type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }

/** What a rule's page says, whatever it is printed on. */
function blocksOf(card: RuleCard): Block[] {
  const { id, severity, summary, why, bad, good, setting = {} } = card
  const text = (words: string): Block => ({ kind: 'text', text: words })
  const heading = (words: string): Block => ({ kind: 'heading', text: words })
  const code = (language: string, lines: string): Block => ({ kind: 'code', language, text: lines.trimEnd() })
  return [
    text(summary),
    text(`Severity: **${severity}**, unless configured otherwise.`),
    ...why.split('\n\n').map((paragraph) => text(paragraph.replaceAll('\n', ' '))),
    ...(setting.config === undefined ? [] : [heading('With this configuration'), code('yaml', setting.config)]),
    ...(setting.baseline === undefined ? [] : [heading('With this baseline'), code('json', setting.baseline)]),
    ...(setting.written === undefined ? [] : [heading('With files generated from'), code('sql', setting.written)]),
    ...(setting.earlier === undefined ? [] : [heading('With the contracts of'), code('sql', setting.earlier)]),
    ...(setting.generated === true ? [text('In the examples the files were generated from the same SQL.')] : []),
    heading('Found'),
    code('sql', bad),
    heading('Not found'),
    code('sql', good),
    heading('Configured'),
    code('yaml', `lint:\n  rules:\n    ${id}: ${severity} # error, warning, info or off`),
    ...(card.options === undefined
      ? []
      : [text('Its options:'), code('yaml', `lint:\n  options:\n    ${id}:\n      ${card.options}`)]),
    ...(isAllowable(card)
      ? [text('Allowed for one statement:'), code('sql', `-- fountain-split-ignore ${id} <reason>`)]
      : []),
  ]
}

/** Findings that stand at a statement; the others have no place for a comment. */
function isAllowable({ id }: RuleCard): boolean {
  return id.startsWith('crossing-') || ['unassigned-relation', 'unindexed-reference', 'natural-key-reference', 'unstable-referenced-key', 'weak-strategy', 'open-search-path', 'breaking-contract'].includes(id) // prettier-ignore
}

/** As a page of the documentation. */
export function rulePageMarkdown(card: RuleCard): string {
  const blocks = blocksOf(card).map((block) => {
    if (block.kind === 'heading') return `## ${block.text}`
    return block.kind === 'code' ? `\`\`\`${block.language}\n${block.text}\n\`\`\`` : block.text
  })
  return `${[`# ${card.id}`, ...blocks].join('\n\n')}\n`
}

/** For a terminal. */
export function rulePageText(card: RuleCard, { palette, width }: { palette: Palette; width: number }): string {
  const blocks = blocksOf(card).map((block) => {
    if (block.kind === 'heading') return palette.heading(block.text)
    if (block.kind === 'code') return block.text.replace(/^(?=.)/gm, '  ')
    return wrapText(block.text.replace(/\*\*|`/g, ''), Math.min(width, 100)).join('\n')
  })
  return `${[palette.heading(card.id), ...blocks].join('\n\n')}\n`
}

/** The list of all pages. */
export function ruleIndexMarkdown(cards: readonly RuleCard[]): string {
  const rows = cards.map(({ id, severity, summary }) => `| [${id}](${id}.md) | ${severity} | ${summary} |`)
  return `# Rules of lint

What \`fountain-split lint\` looks for. Each page has SQL that the rule finds and SQL that it does not, both of which are its tests;
\`fountain-split explain <rule>\` prints the same.

| rule | severity | what it finds |
| --- | --- | --- |
${rows.join('\n')}
`
}
