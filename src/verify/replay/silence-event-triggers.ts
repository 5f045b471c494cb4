import { quoteName } from '../../core/identifier.ts'
import { withClient } from '../load/with-client.ts'

/** Histories define nothing, and what is defined for them in a scratch database is not for the user's event triggers to judge. */
export async function silenceEventTriggers(urls: Iterable<string>): Promise<void> {
  for (const url of new Set(urls))
    await withClient(url, async (client) => {
      const { rows } = await client.query<{ evtname: string }>('SELECT evtname FROM pg_event_trigger')
      for (const { evtname } of rows) await client.query(`ALTER EVENT TRIGGER ${quoteName(evtname)} DISABLE`)
    })
}
