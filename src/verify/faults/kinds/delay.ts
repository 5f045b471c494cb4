import type { Fault } from '../fault.ts'

/** What a service tells stays on its way while it goes on writing. */
export const delay: Fault = { id: 'delay', words: 'events are late', delays: true }
