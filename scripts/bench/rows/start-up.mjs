import { ratioFigure } from '../figure.mjs'
import { interleave, program, runNode } from '../run-process.mjs'

export const startUp = {
  id: 'start-up',
  work: '--version, --help',
  peer: 'bare node -e 0',
  runs: 15,
  async measure(runs) {
    const bare = () => runNode(['-e', '0'], { probed: false })
    const figures = []
    for (const word of ['--version', '--help'])
      figures.push(
        ratioFigure(word, await interleave(runs, () => runNode([program, word], { probed: false }), bare), 1.2),
      )
    return figures
  },
}
