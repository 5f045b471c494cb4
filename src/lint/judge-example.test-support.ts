import { parse } from 'yaml'
import { checkConfig } from '../config/check-config.ts'
import { sourceFile } from '../source/source-text.ts'
import { splitTexts, type Split } from '../split.ts'
import { parseBaseline } from './baseline.ts'
import type { LintReport } from './finding.ts'
import { lintSplit } from './lint-split.ts'
import type { ExampleSetting } from './rule-card.ts'

const read = (sql: string, config = ''): Promise<Split> =>
  splitTexts(
    { kind: 'sql', files: [sourceFile('example.sql', Buffer.from(sql))], skipped: [] },
    { config: checkConfig(parse(config) ?? {}, 'fountain-split.yaml', config), file: undefined },
    {},
  )

/** What lint finds in an example, on the way that a user's schema takes. */
export async function judgeExample(sql: string, setting: ExampleSetting = {}): Promise<LintReport> {
  const { catalog, boundary, couplings, plan, loaded } = await read(sql, setting.config)
  const written = setting.generated === true ? sql : setting.written
  const writtenHash = written === undefined ? undefined : (await read(written)).plan.inputHash
  const earlier = setting.earlier === undefined ? undefined : (await read(setting.earlier, setting.config)).plan
  const { rules = {}, allow = [], options } = loaded.config.lint ?? {}
  return lintSplit(
    {
      catalog,
      boundary,
      couplings,
      plan: () => plan,
      ...(options === undefined ? {} : { options }),
      ...(writtenHash === undefined ? {} : { writtenHash }),
      ...(earlier === undefined ? {} : { earlierContracts: [{ from: 'earlier.sql', ...earlier }] }),
    },
    {
      severities: new Map(Object.entries(rules)),
      allowances: allow.map(({ rules: only, ...rest }) => (only === undefined ? rest : { ...rest, rules: only })),
      baseline: setting.baseline === undefined ? { entries: [] } : parseBaseline(setting.baseline, 'baseline.json'),
      baselineFile: 'baseline.json',
      today: '2026-01-01',
      partial: false,
    },
  )
}
