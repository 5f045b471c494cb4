import type { Actor } from '../actor.ts'
import { askForRelease, readAnswer, unanswered } from '../key-release.ts'
import type { Outcome } from '../outcome.ts'
import type { ServiceSide } from '../service-side.ts'

/** Milliseconds after which an answer does not come any more. */
const patience = 20_000

/** Asks for a row to go whose key other services have to agree about; the answer stands for what became of the DELETE. */
export const releaseKey: Actor = {
  id: 'release-key',
  async act(side, operations, services) {
    const asked = await askForRelease(side, operations)
    if (asked === undefined) return undefined
    if (asked.request === undefined) return { outcome: asked.refusal, written: [] }
    return { outcome: await answerOf(side, asked.request, services), written: services.keys() }
  },
}

/** Has every service do its part until there is an answer and nothing is left to do. */
async function answerOf(
  side: ServiceSide,
  request: string,
  services: ReadonlyMap<string, ServiceSide>,
): Promise<Outcome> {
  const end = Date.now() + patience
  for (;;) {
    let busy = false
    for (const { running } of services.values()) if ((await running?.service.releases?.work()) === true) busy = true
    if (busy) continue
    const answer = await readAnswer(side, request)
    if (answer !== undefined) return answer
    if (Date.now() > end) return unanswered
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
