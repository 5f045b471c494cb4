import type { Check, CheckInput, CheckOutcome } from '../check.ts'
import { isFault } from '../histories/history.ts'
import type { Arena } from '../replay/arena.ts'
import type { Repeatability } from '../replay/replay-history.ts'
import { tellLeftOut } from '../replay/tell-left-out.ts'
import { writeHistories } from '../replay/write-histories.ts'
import { demandFitting } from '../stories/demand-fitting.ts'
import { findStory, tellHistory } from '../stories/find-story.ts'
import type { SerialStory } from '../stories/story.ts'
import { tellDifference } from '../stories/tell-story.ts'

/** The same history on one database with its keys and on the split, settled after each transaction: same verdicts, same rows. */
export const serialReplay: Check = {
  id: 'serial-replay',
  share: 2,
  async check(input) {
    const loaded = await input.loaded()
    if (loaded.failures.length > 0)
      return { passed: null, details: [], notChecked: ['a service\u2019s files do not load: nothing can be written to it'] } // prettier-ignore
    return replay(input, await input.arena())
  },
}

async function replay(input: CheckInput, arena: Arena): Promise<CheckOutcome> {
  const known: Repeatability = { columns: arena.unrepeatable }
  const notChecked = () => tellLeftOut(input.plan, arena, known, input.limits.faults)
  if (arena.difference !== undefined)
    return { passed: false, details: tellDifference(arena.difference), notChecked: notChecked() }
  const { limits, plan, tell } = input
  if (limits.story?.check === 'serial-replay') return replayStory(arena, limits.story, known, notChecked)
  const { summary, failed } = await writeHistories(arena, limits, known, tell)
  const outcome = { replay: summary, notChecked: notChecked() }
  if (failed === undefined) return { ...outcome, passed: true, details: [] }
  tell('looking for a short history that shows the difference')
  const story = await findStory(arena, failed, known, { inputHash: plan.inputHash, seed: summary.seed })
  return { ...outcome, passed: false, details: ['the services are not what one database would be, after:'], story }
}

async function replayStory(
  arena: Arena,
  story: SerialStory,
  known: Repeatability,
  notChecked: () => readonly string[],
): Promise<CheckOutcome> {
  demandFitting(story, arena)
  const { difference, lines } = await tellHistory(arena, story.history, known)
  const passed = difference === undefined
  const details = passed ? [] : ['the services are not what one database would be, after:']
  const operations = story.history.flatMap((step) => (isFault(step) ? [] : step)).length
  const faults = story.history.filter(isFault).length
  return {
    passed,
    details,
    notChecked: notChecked(),
    story: { ...story, difference: difference ?? story.difference, lines },
    replay: { seed: story.seed, operations, seconds: 0, faults, refused: 0, differences: passed ? 0 : 1 },
  }
}
