import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

/**
 * Loads a script as psql would, as far as our fixtures go: psql lines and `COPY … FROM stdin;` begin in the first column
 * and stand on one line. Of psql's commands only `\set ON_ERROR_STOP` is obeyed; `\copy` of a file is left out.
 */
export async function loadSql(client: ClientBase, text: string): Promise<void> {
  let stopOnError = true
  let statements: string[] = []
  const run = async () => {
    const sql = statements.join('\n')
    statements = []
    if (stopOnError) await client.query(sql)
    else await client.query(sql).catch(() => {})
  }
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    if (/^COPY .* FROM stdin;$/i.test(line)) {
      await run()
      const end = lines.indexOf('\\.', at)
      const rows = lines.slice(at + 1, end).map((row) => `${row}\n`)
      await pipeline(Readable.from(rows), client.query(copyFrom(line)))
      at = end
    } else if (line.startsWith('\\')) {
      await run()
      const setting = /^\\set ON_ERROR_STOP (on|off)$/.exec(line)
      if (setting !== null) stopOnError = setting[1] === 'on'
    } else statements.push(line)
  }
  await run()
}
