import { quoteQualified } from '../../../core/identifier.ts'
import type { Fault } from '../fault.ts'

const trigger = 'fountain_scratch_disk_is_full'

/**
 * The outbox takes nothing more: what has to tell something is refused as a whole, and goes through once there is room.
 * Not where a key's end or change is asked for and not written: there it is the worker that waits for room.
 */
export const fullOutbox: Fault = {
  id: 'full-outbox',
  words: 'there is no room for the outbox',
  isSerial: true,
  refusal: '53100',
  async onWrite({ client, running }) {
    const { home, publishes } = running!.service.description
    const isAsked = publishes.some(({ voters = [], changeVoters = [] }) => voters.length + changeVoters.length > 0)
    if (publishes.length === 0 || isAsked) return undefined
    const outbox = quoteQualified({ schema: home, name: 'outbox' })
    await client.query(
      `CREATE FUNCTION pg_temp.${trigger}() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN RAISE disk_full USING MESSAGE = ''could not extend file: No space left on device''; END';
       CREATE TRIGGER ${trigger} BEFORE INSERT ON ${outbox} FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.${trigger}()`,
    )
    return async () => void (await client.query(`DROP FUNCTION pg_temp.${trigger}() CASCADE`))
  },
}
