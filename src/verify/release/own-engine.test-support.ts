import type { Pool } from 'pg'
import type { ReleaseLetter, ReleaseOutcome, ServiceDescription } from '../../runtime/index.ts'
import { releaseParticipant, waitForRelease } from '../../runtime/index.ts'

/** In each service: what the engine calls. What throws is called again, and nothing is done twice. */
export function releaseSteps(description: ServiceDescription, pool: Pool) {
  const participant = releaseParticipant({ description, pool })
  return {
    next: (request: string) => participant.next(request),
    receive: (letters: readonly ReleaseLetter[]) => participant.receive(letters),
    remind: () => participant.remind(),
    answer: (request: string) => waitForRelease(pool, description.home, request, { patience: 0 }),
  }
}
export type ReleaseSteps = ReturnType<typeof releaseSteps>

/** What an engine gives: it calls a step of a service until that succeeds, and keeps what it gave. */
export interface Engine {
  call<Name extends keyof ReleaseSteps>(
    service: string,
    step: Name,
    ...given: Parameters<ReleaseSteps[Name]>
  ): Promise<Awaited<ReturnType<ReleaseSteps[Name]>>>
  sleep(milliseconds: number): Promise<void>
}

/** Brings letters where they go, and those that follow, until none do. */
async function carry(engine: Engine, letters: readonly ReleaseLetter[]): Promise<void> {
  for (let open = [...letters]; open.length > 0;) {
    const { to } = open[0]!.message
    const theirs = open.filter(({ message }) => message.to === to)
    const others = open.filter(({ message }) => message.to !== to)
    open = [...others, ...(await engine.call(to, 'receive', theirs))]
  }
}

/** A workflow for each request of a service, from `…_request_release(…)` on. */
export async function release(engine: Engine, service: string, request: string): Promise<ReleaseOutcome> {
  for (;;) {
    await carry(engine, await engine.call(service, 'next', request))
    const answer = await engine.call(service, 'answer', request)
    if (answer.outcome !== 'undecided') return answer
    await engine.sleep(2000)
  }
}

/** A workflow for each service, for ever: what was lost is said again, and what takes too long is given up. */
export async function remind(engine: Engine, service: string): Promise<void> {
  for (;;) {
    await carry(engine, await engine.call(service, 'remind'))
    await engine.sleep(1000)
  }
}
