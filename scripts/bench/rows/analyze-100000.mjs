import { peakFigure, ratioFigure } from '../figure.mjs'
import { withLargeFile } from '../large-file.mjs'
import { interleave, program, runNode } from '../run-process.mjs'

export const analyze100000 = {
  id: 'analyze-100000',
  work: 'analyze 100,000 tables, 106 MB',
  peer: 'the same with 10,000 tables',
  runs: 3,
  measure(runs) {
    return withLargeFile(100_000, (large) =>
      withLargeFile(10_000, async (small) => {
        const times = await interleave(
          runs,
          () => runNode([program, 'analyze', large]),
          () => runNode([program, 'analyze', small]),
        )
        return [ratioFigure('time', times, 12), peakFigure('peak memory', times.work, 600)]
      }),
    )
  },
}
