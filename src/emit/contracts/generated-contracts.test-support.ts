import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { checkConfig } from '../../config/check-config.ts'
import { sourceFile } from '../../source/source-text.ts'
import { splitTexts, type Split } from '../../split.ts'
import { emitSplit } from '../emit-split.ts'

/** A schema's split, each PostgreSQL schema a service unless the configuration (YAML) says otherwise. */
export async function splitOf(sql: string | Buffer, yaml = ''): Promise<Split> {
  const texts = { kind: 'sql' as const, files: [sourceFile('schema.sql', Buffer.from(sql))], skipped: [] }
  return splitTexts(texts, { config: checkConfig(parse(yaml) ?? {}, 'fountain-split.yaml', yaml), file: undefined }, {})
}

/** The files under the services' `contracts/`, path → text. */
export function contractFiles(split: Split): Map<string, string> {
  const files = emitSplit(split).filter(({ path }) => path.includes('/contracts/'))
  return new Map(files.map(({ path, text }) => [path, text]))
}

/** On disk, where documents can refer to each other; removed afterwards. */
export async function withFiles<Result>(
  files: ReadonlyMap<string, string>,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'fountain-split-contracts-'))
  try {
    for (const [path, text] of files) {
      await mkdir(join(folder, dirname(path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Names that need quoting in every language that there is. */
export const hostile = `
  CREATE SCHEMA "it's"; CREATE SCHEMA "IT'S"; CREATE SCHEMA "no: {yes}"; CREATE SCHEMA "¿ünï/../✂ #1";
  CREATE TABLE "it's"."'; DROP" ("a: b # c" bigint, "null" text, PRIMARY KEY ("a: b # c", "null"));
  CREATE TABLE "IT'S"."y" ("~" uuid PRIMARY KEY DEFAULT gen_random_uuid());
  CREATE TABLE "no: {yes}"."- x" (
    "%s" bigint, "$ref" text, "\${x}" uuid CONSTRAINT "*/ ' """ REFERENCES "IT'S"."y" ON DELETE CASCADE,
    CONSTRAINT "key: |
      >-" FOREIGN KEY ("%s", "$ref") REFERENCES "it's"."'; DROP" ON DELETE CASCADE ON UPDATE CASCADE
  );
  CREATE TABLE "¿ünï/../✂ #1"."on" ("y" uuid REFERENCES "IT'S"."y" ON DELETE SET NULL, "<b>" bigint, "&" text,
    FOREIGN KEY ("<b>", "&") REFERENCES "it's"."'; DROP" ON DELETE SET NULL ON UPDATE SET NULL);`
