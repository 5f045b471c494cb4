import { fileURLToPath } from 'node:url'
import { peakFigure, ratioFigure } from '../figure.mjs'
import { withLargeFile } from '../large-file.mjs'
import { interleave, program, runNode } from '../run-process.mjs'

const parseRaw = fileURLToPath(new URL('../parse-raw.mjs', import.meta.url))

export const analyze10000 = {
  id: 'analyze-10000',
  work: 'analyze 10,000 tables, 10 MB',
  peer: 'libpg-query alone, statement by statement',
  runs: 5,
  measure(runs) {
    return withLargeFile(10_000, async (file) => {
      const times = await interleave(
        runs,
        () => runNode([program, 'analyze', file]),
        () => runNode([parseRaw, file]),
      )
      return [ratioFigure('time', times, 1.3), peakFigure('peak memory', times.work, 300)]
    })
  },
}
