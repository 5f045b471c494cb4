import { ratioFigure } from '../figure.mjs'
import { interleave, program, runNode } from '../run-process.mjs'

export const analyzeFountain = {
  id: 'analyze-fountain',
  work: 'analyze fixtures/fountain.sql, 24 tables',
  peer: 'bare node -e 0',
  runs: 15,
  async measure(runs) {
    const times = await interleave(
      runs,
      () => runNode([program, 'analyze', 'fixtures/fountain.sql'], { probed: false }),
      () => runNode(['-e', '0'], { probed: false }),
    )
    return [ratioFigure('analyze', times, 2.0)]
  },
}
