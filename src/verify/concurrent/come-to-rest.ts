import { quoteQualified } from '../../core/identifier.ts'
import type { ServiceSide } from '../replay/service-side.ts'
import type { Trouble } from '../replay/trouble.ts'
import { settle } from '../replay/settle.ts'

/** Milliseconds after which a release does not end any more. */
const patience = 8000
/** So often the same violation, and it will be one the next time. */
const hopeless = 5

/** Ends what runs by itself: from now on it is moved by hand. */
export async function stopRunning(running: readonly ServiceSide[]): Promise<void> {
  await Promise.all(
    running.map(async (side) => {
      side.running!.pool.mend()
      side.running = await side.running!.restart()
    }),
  )
}

/** Goes on by hand until no release is open and no event is on its way. What keeps it from that is told. */
export async function comeToRest(services: ReadonlyMap<string, ServiceSide>): Promise<readonly Trouble[]> {
  const open = await endReleases([...services.values()].filter(({ running }) => running !== undefined))
  return open.length > 0 ? open : settle(services, services.keys(), {})
}

async function endReleases(sides: readonly ServiceSide[]): Promise<readonly Trouble[]> {
  const releasing = sides.filter(({ running }) => running!.service.releases !== undefined)
  const end = Date.now() + patience
  for (;;) {
    let busy = false
    for (const { running } of releasing) if (await running!.service.releases!.work()) busy = true
    if (busy) continue
    const why = findViolation(sides)
    const open: Trouble[] = []
    for (const side of releasing) if (await isOpen(side)) open.push({ service: side.name, what: `a release does not come to an end${why === undefined ? '' : `: ${why}`}` }) // prettier-ignore
    if (open.length === 0 || why !== undefined || Date.now() > end) return open
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What is violated each time that it is tried. */
function findViolation(sides: readonly ServiceSide[]): string | undefined {
  for (const { running } of sides) {
    const { violations } = running!
    const last = violations.at(-1)
    if (last !== undefined && violations.filter((each) => each === last).length >= hopeless) return last
  }
  return undefined
}

async function isOpen({ client, running }: ServiceSide): Promise<boolean> {
  const at = (name: string) => quoteQualified({ schema: running!.service.description.home, name })
  const { rows } = await client.query<{ open: boolean }>(
    `SELECT EXISTS (SELECT FROM ${at('release_request')} WHERE state = 'open')
         OR EXISTS (SELECT FROM ${at('release_attempt')} WHERE phase IN ('asking', 'granted', 'decided', 'aborting'))
         OR EXISTS (SELECT FROM ${at('release_message')}) AS open`,
  )
  return rows[0]!.open
}
