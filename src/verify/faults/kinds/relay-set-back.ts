import { quoteQualified } from '../../../core/identifier.ts'
import type { Fault } from '../fault.ts'

/** The relay forgets how far it was, and publishes everything again that the outbox still has. */
export const relaySetBack: Fault = {
  id: 'relay-set-back',
  words: 'the relay publishes everything again',
  async onRelay({ client, running }) {
    const position = quoteQualified({ schema: running!.service.description.home, name: 'relay_position' })
    await client.query(`UPDATE ${position} SET below = '0'`)
  },
}
