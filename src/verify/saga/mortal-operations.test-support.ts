import { createRequire } from 'node:module'
import pg from 'pg'
import { addFirstAct } from './first-act.test-support.ts'
import type { GeneratedIndex } from './fountain-services.test-support.ts'

/** What the process is told, as JSON. */
export interface MortalOrders {
  /** The generated code of its service, bundled. */
  readonly bundle: string
  readonly own: string
  /** Databases of the other services, as the role that may post there. */
  readonly posts: Readonly<Record<string, string>>
  /** Which statement it does not survive, from 1 on: `before` it is sent; or of those that commit something, with it `under way`. */
  readonly at: number
  readonly when: 'before' | 'under way'
}

// What a service's process does of sagas, until it kills itself at a place. Looks for work are no places: how many there are is up to the clock.
const { bundle, own, posts, at, when } = JSON.parse(process.argv[2]!) as MortalOrders
const isLook = /^\s*(LISTEN|SELECT (id, goes_to|extract))/
const die = () => process.kill(process.pid, 'SIGKILL')
const client = pg.Client.prototype as { query: (...given: unknown[]) => unknown }
const { query } = client
let statements = 0
const inTransaction = new WeakSet<pg.Client>()
client.query = function (this: pg.Client, ...given: unknown[]) {
  const text = String(given[0])
  if (text.startsWith('BEGIN')) inTransaction.add(this)
  if (/^(COMMIT|ROLLBACK)/.test(text)) inTransaction.delete(this)
  const counts = !isLook.test(text) && (when === 'before' || !inTransaction.has(this))
  if (counts && ++statements === at) {
    if (when === 'before') die()
    // Whether it comes to the server is for chance to say.
    else setImmediate(die)
  }
  return query.apply(this, given)
}

const { createScript, startOperations } = createRequire(import.meta.url)(bundle) as GeneratedIndex
const pool = new pg.Pool({ connectionString: own, max: 3 })
const others = Object.fromEntries(
  Object.entries(posts).map(([service, connectionString]) => [service, new pg.Pool({ connectionString, max: 2 })]),
)
startOperations({ pool, others, sagas: [addFirstAct(createScript)] })
