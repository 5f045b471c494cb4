import { compareVersions, flywayVersion } from './order-migrations.ts'

/** Files that undo a migration: golang-migrate's and node-pg-migrate's `.down.sql`, Flyway's `U1__`, `.undo.sql`, folders called down. */
export function isDownFile(path: string): boolean {
  const segments = path.split(/[\\/]/)
  const file = segments[segments.length - 1] ?? ''
  if (/[._-](down|undo|rollback|revert)\.sql$/i.test(file) || /^(down|undo|rollback|revert)\.sql$/i.test(file))
    return true
  if (/^U\d[\d._]*__/.test(file)) return true
  return segments.slice(-3, -1).some((folder) => /^(down|undo|rollback|revert)$/i.test(folder))
}

/** Why a file of a folder is not applied, as the end of a sentence; undefined where it is. `all`: the folder's files. */
export function whyNotApplied(path: string, all: readonly string[]): string | undefined {
  if (isDownFile(path)) return 'undoes another migration and was not applied'
  const verifies = /^(.*\/|)verify\/(?=[^/]*$)/.exec(path)
  if (verifies !== null && all.some((other) => other.startsWith(`${verifies[1]}deploy/`)))
    return 'checks another migration and was not applied'
  const own = flywayVersion(path)
  if (own === undefined) return undefined
  const baseline = all
    .map((other) => ({ path: other, version: flywayVersion(other) }))
    .filter(({ version }) => version?.kind === 'B')
    .sort((a, b) => compareVersions(b.version!.numbers, a.version!.numbers))[0]
  if (baseline === undefined || baseline.path === path) return undefined
  if (own.kind === 'V' && compareVersions(own.numbers, baseline.version!.numbers) > 0) return undefined
  return `is contained in ${baseline.path.slice(baseline.path.lastIndexOf('/') + 1)} and was not applied`
}

/** Behind `--`, at the start of a line. */
const downMarks = [
  'migrate:down', // dbmate
  '+goose Down',
  '+goose down',
  '+goose DOWN',
  '+migrate Down',
  '+migrate down', // sql-migrate
  'Down Migration',
  'down migration', // node-pg-migrate
  '-- create above / drop below ----', // tern
]

/**
 * Where the part of a migration begins that undoes it, as a byte offset: dbmate's `-- migrate:down`, goose's
 * `-- +goose Down` and the like. `-- rollback` of Liquibase is a line of its own and needs none. `undefined` where there
 * is no such part.
 */
export function downPartStart(bytes: Buffer): number | undefined {
  const starts: number[] = []
  for (const mark of downMarks)
    for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + 1)) {
      const line = bytes.lastIndexOf(0x0a, at) + 1
      const next = bytes.toString('latin1', at + mark.length, at + mark.length + 1)
      if (!/^\s*--\s*$/.test(bytes.toString('latin1', line, at)) || /\w/.test(next)) continue
      starts.push(line)
      break
    }
  return starts.length === 0 ? undefined : Math.min(...starts)
}
