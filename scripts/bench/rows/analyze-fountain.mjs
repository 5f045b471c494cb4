import { ratioFigure } from '../figure.mjs'
import { compareToBare } from '../run-process.mjs'

const words = ['analyze', 'fixtures/fountain.sql']

export const analyzeFountain = {
  id: 'analyze-fountain',
  work: 'analyze fixtures/fountain.sql, 24 tables',
  peer: 'bare node -e 0',
  runs: 15,
  async measure(runs) {
    return [ratioFigure('analyze', await compareToBare(runs, words), 2.0, await compareToBare(runs, words, true))]
  },
}
