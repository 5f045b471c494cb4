/** Files that undo a migration: golang-migrate's and node-pg-migrate's `.down.sql`, Flyway's `U1__`, `.undo.sql`, folders called down. */
export function isDownFile(path: string): boolean {
  const segments = path.split(/[\\/]/)
  const file = segments[segments.length - 1] ?? ''
  if (/[._-](down|undo|rollback|revert)\.sql$/i.test(file) || /^(down|undo|rollback|revert)\.sql$/i.test(file))
    return true
  if (/^U\d[\d._]*__/.test(file)) return true
  return segments.slice(-3, -1).some((folder) => /^(down|undo|rollback|revert)$/i.test(folder))
}

/**
 * Where the part of a migration begins that undoes it, as a byte offset: dbmate's `-- migrate:down`, goose's
 * `-- +goose Down`, sql-migrate's `-- +migrate Down`, `-- rollback` of Liquibase is a line of its own and needs none.
 * `undefined` where there is no such part.
 */
export function downPartStart(bytes: Buffer): number | undefined {
  for (const mark of ['migrate:down', '+goose Down', '+migrate Down', '+goose down', '+migrate down']) {
    for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + 1)) {
      const line = bytes.lastIndexOf(0x0a, at) + 1
      if (/^\s*--\s*$/.test(bytes.toString('latin1', line, at))) return line
    }
  }
  return undefined
}
