import { readAnswer, unanswered } from './key-release.ts'
import type { Outcome } from './outcome.ts'
import type { ServiceSide } from './service-side.ts'
import { settle } from './settle.ts'

/** Milliseconds after which an answer does not come any more. */
const patience = 20_000
/** Looks at which nobody did anything: what they wait for is late, and comes now. */
const idleLooks = 20

/** Has every service do its part until there is an answer and nothing is left to do. */
export async function awaitAnswer(
  side: ServiceSide,
  request: string,
  services: ReadonlyMap<string, ServiceSide>,
): Promise<Outcome> {
  const end = Date.now() + patience
  for (let idle = 0; ;) {
    let busy = false
    for (const { running } of services.values()) if ((await running?.service.releases?.work()) === true) busy = true
    if (busy) continue
    const answer = await readAnswer(side, request)
    if (answer !== undefined) return answer
    if (Date.now() > end) return unanswered
    if (++idle % idleLooks === 0) await settle(services, services.keys(), {})
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
