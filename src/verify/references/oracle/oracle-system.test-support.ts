import pg from 'pg'
import type { Service, ServiceDescription } from '../../../runtime/index.ts'
import { openService } from '../../../runtime/index.ts'
import type { ScratchServer } from '../../scratch/scratch-server.ts'
import { makeGenerated } from '../generated-services.test-support.ts'
import { readRows, stepOn } from './run-transaction.test-support.ts'
import type { Rows } from './scenarios.test-support.ts'
import type { Variant } from './variants.test-support.ts'
import { configOf, schemaOf } from './variants.test-support.ts'

/** Where the relations of all variants are: both sides in one database, or what generate made of it in two. */
export interface OracleSystem {
  /** Administrators, to set up and to look. */
  readonly admins: Readonly<Record<'referenced' | 'referencing', pg.Client>>
  /** Addresses for whoever tries something, as the service that it is. */
  readonly urls: Readonly<Record<'referenced' | 'referencing', string>>
  /** The service of the keys, which is asked for what others have to agree to; there is none in one database. */
  readonly asked?: ServiceDescription
  readonly variants: readonly Variant[]
  /** Moves events until nothing moves. Tells what could not be applied, and which releases are not over. */
  settle(): Promise<string[]>
  stop(): Promise<void>
}

export async function makeMonolith(server: ScratchServer, variants: readonly Variant[]): Promise<OracleSystem> {
  const { url } = await server.createDatabase('monolith')
  const admin = new pg.Client(url)
  await admin.connect()
  await admin.query(schemaOf(variants))
  return {
    admins: { referenced: admin, referencing: admin },
    urls: { referenced: url, referencing: url },
    variants,
    settle: async () => [],
    stop: () => admin.end(),
  }
}

/** Nobody is far away; and every answer comes, also on a machine that has much else to do. */
const release = { timeout: 60_000, attempts: 100, pause: 100, again: 2000, poll: 200 }

/**
 * split → generate → load, and the services that move the events, as the roles that are there for them. With `saga` releases are
 * coordinated and voted on meanwhile.
 */
export async function makeSplit(
  server: ScratchServer,
  variants: readonly Variant[],
  otherwise: 'refuse' | 'saga' = 'refuse',
): Promise<OracleSystem> {
  const generated = await makeGenerated(server, schemaOf(variants), configOf(variants, otherwise))
  const { databases, descriptions, urls } = generated
  const services: Service[] = []
  for (const name of ['parent', 'child']) {
    const { [name]: database, ...others } = urls
    // Not by the horizon: it would wait for every open transaction of the server that both databases share.
    const relay = { mode: 'skip-locked' } as const
    services.push(await openService({ description: descriptions[name]!, database: database!, others, relay, release }))
  }
  for (const service of services) service.releases?.start()
  const admins = { referenced: new pg.Client(databases['parent']!.url), referencing: new pg.Client(databases['child']!.url) } // prettier-ignore
  for (const admin of Object.values(admins)) await admin.connect()
  return {
    admins,
    urls: {
      referenced: asRole(databases['parent']!.url, 'parent'),
      referencing: asRole(databases['child']!.url, 'child'),
    },
    asked: descriptions['parent']!,
    variants,
    async settle() {
      for (const service of services) await service.drain()
      const { rows } = await admins.referencing.query<{ told: string }>(
        `SELECT format('%s, version %s: %s %s', envelope ->> 'type', version, state, error) AS told FROM fountain_split.inbox`,
      )
      const open = otherwise === 'saga' ? (await Promise.all(Object.values(admins).map(openReleases))).flat() : []
      return [...rows.map(({ told }) => told), ...open]
    },
    async stop() {
      await Promise.all(services.map((service) => service.stop()))
      await Promise.all(Object.values(admins).map((admin) => admin.end()))
      await generated.drop()
    },
  }
}

/** What a service has still to do, or to hear, of releases. */
async function openReleases(admin: pg.Client): Promise<string[]> {
  const { rows } = await admin.query<{ told: string }>(
    `SELECT format('%s %s: %s', aggregate, subject, phase) AS told FROM fountain_split.release_attempt WHERE phase NOT IN ('released', 'refused')
     UNION ALL SELECT format('%s %s: vote %s', aggregate, subject, phase) FROM fountain_split.release_ballot WHERE phase IN ('waiting', 'yes', 'applying')
     UNION ALL SELECT format('message %s', id) FROM fountain_split.release_message`,
  )
  return rows.map(({ told }) => told)
}

function asRole(url: string, role: string): string {
  const address = new URL(url)
  address.username = role
  return address.href
}

/** The rows that a scenario starts from, in every variant; whatever was there is gone without a trace. */
export async function beginWith(system: OracleSystem, { referenced, referencing }: Rows): Promise<void> {
  for (const admin of new Set(Object.values(system.admins))) await forget(admin)
  const each = (step: string) => system.variants.map((variant) => stepOn(variant, step)).join(';\n')
  await system.admins.referenced.query(each(`INSERT INTO parent (a, b) VALUES ${referenced}`))
  const left = await system.settle()
  if (left.length > 0) throw new Error(`not applied: ${left.join('; ')}`)
  await system.admins.referencing.query(each(`INSERT INTO child VALUES ${referencing}`))
}

export const rowsOf = (system: OracleSystem): Promise<Map<string, string>> =>
  readRows(system.admins.referencing, system.variants)

/** Deletes would be refused, and would be told: triggers are off. */
async function forget(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND (n.nspname IN ('parent', 'child')
         OR n.nspname = 'fountain_split' AND (c.relname ~ '_(register|replica|state)$' AND c.relname <> 'service_state'
         OR c.relname IN ('outbox', 'inbox', 'applied', 'relay_position') OR c.relname ~ '^release_(request|attempt|vote|ballot)$'))`,
  )
  const deletes = rows.map(({ name }) => `DELETE FROM ${name};`).join('\n')
  await admin.query(`SET session_replication_role = replica;\n${deletes}\nRESET session_replication_role`)
}
