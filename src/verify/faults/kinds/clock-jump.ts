import { quoteName, quoteQualified } from '../../../core/identifier.ts'
import type { Fault } from '../fault.ts'

/** At most; less than events that were applied are remembered, however often the clock jumps in a history. */
const mostSeconds = 12 * 3600

/**
 * The clock of a service's server jumps, ahead or back: everything that is kept of the time is that much older, or younger,
 * and what is too old is tidied away.
 */
export const clockJump: Fault = {
  id: 'clock-jump',
  words: 'the clock jumps',
  isSerial: true,
  async onArrival({ client, running }, random) {
    const { description, consumer, relays } = running!.service
    const seconds = Math.round((random.next() * 2 - 1) * mostSeconds)
    const { rows } = await client.query<{ relation: string; column: string }>(
      `SELECT c.relname::text AS relation, a.attname::text AS column FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
        WHERE c.relnamespace = quote_ident($1)::regnamespace AND c.relkind = 'r' AND a.attnum > 0
          AND a.atttypid = 'timestamptz'::regtype AND NOT a.attisdropped ORDER BY 1, 2`,
      [description.home],
    )
    for (const { relation, column } of rows) {
      const [table, name] = [quoteQualified({ schema: description.home, name: relation }), quoteName(column)]
      await client.query(`UPDATE ${table} SET ${name} = ${name} - make_interval(secs => $1)`, [seconds])
    }
    for (const each of [...relays, consumer!]) await each.tidy()
  },
}
