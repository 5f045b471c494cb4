import { createHash } from 'node:crypto'
import { visible } from '../../core/visible-text.ts'
import type { SplitPlan } from '../../plan/split-plan.ts'
import { describePage } from '../describe-page.ts'
import type { ReportFormat } from '../report.ts'
import { htmlText, scriptJson } from '../script-json.ts'

const digest = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** One file that needs no other: the browser is told to load nothing and to run this script only. */
async function* render(plan: SplitPlan): AsyncGenerator<string> {
  const { script, style } = await import('../../page/page-text.ts')
  const data = describePage(plan)
  const policy = `default-src 'none'; script-src ${digest(script)}; style-src ${digest(style)}; base-uri 'none'; form-action 'none'`
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${htmlText(visible(data.title))} · fountain-split</title>
<style>${style}</style>
</head>
<body>
<noscript>This report draws itself with a script in this file. The format markdown needs none.</noscript>
<script type="application/json" id="plan">`
  const { lines, ...rest } = data
  // Line by line: the lines of a very large plan are more than one string can hold.
  yield `${scriptJson(rest).slice(0, -1)},"lines":[`
  for (const [at, line] of lines.entries()) yield `${at === 0 ? '' : ','}\n${scriptJson(line)}`
  yield `\n]}</script>
<script>${script}</script>
</body>
</html>
`
}

export const htmlFormat: ReportFormat = { id: 'html', terminal: false, render }
