import { ratioFigure } from '../figure.mjs'
import { compareToBare } from '../run-process.mjs'

export const startUp = {
  id: 'start-up',
  work: '--version, --help',
  peer: 'bare node -e 0',
  runs: 15,
  async measure(runs) {
    const figures = []
    for (const word of ['--version', '--help'])
      figures.push(ratioFigure(word, await compareToBare(runs, [word]), 1.2, await compareToBare(runs, [word], true)))
    return figures
  },
}
