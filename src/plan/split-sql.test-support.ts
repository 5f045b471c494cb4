import { parse } from 'yaml'
import { checkConfig } from '../config/check-config.ts'
import { sourceFile } from '../source/source-text.ts'
import { splitTexts } from '../split.ts'
import type { SplitPlan } from './split-plan.ts'

/** The plan for a schema, each PostgreSQL schema a service unless the configuration (YAML) says otherwise. */
export async function splitSql(sql: string, config = ''): Promise<SplitPlan> {
  const texts = { kind: 'sql' as const, files: [sourceFile('schema.sql', Buffer.from(sql))], skipped: [] }
  const loaded = { config: checkConfig(parse(config) ?? {}, 'fountain-split.yaml', config), file: undefined }
  return (await splitTexts(texts, loaded, {})).plan
}
