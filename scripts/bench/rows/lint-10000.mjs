import { spawnSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ratioFigure } from '../figure.mjs'
import { withLargeFile } from '../large-file.mjs'
import { interleave, program, runNode } from '../run-process.mjs'

const parseRaw = fileURLToPath(new URL('../parse-raw.mjs', import.meta.url))

function git(cwd, ...words) {
  const someone = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org']
  const { status, stderr } = spawnSync('git', [...someone, ...words], { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

/** A repository whose only commit has the dump and a baseline that knows all of it; then the dump gains a table. */
async function prepare(file) {
  const folder = dirname(file)
  const lint = [program, 'lint', basename(file), '--cwd', folder]
  await runNode([...lint, '--update-baseline', '--allow-additions', '--reason', 'bench'])
  git(folder, 'init', '-q')
  git(folder, 'add', basename(file), '.fountain-split-baseline.json')
  git(folder, 'commit', '-qm', 'bench')
  appendFileSync(file, '\nCREATE TABLE accounts.one_more (id bigint PRIMARY KEY);\n')
  return lint
}

export const lint10000 = {
  id: 'lint-10000',
  work: 'lint 10,000 tables with a baseline, and --since a revision',
  peer: 'libpg-query alone, statement by statement, over one dump',
  runs: 5,
  measure(runs) {
    return withLargeFile(10_000, async (file) => {
      const lint = await prepare(file)
      const raw = () => runNode([parseRaw, file])
      const plain = await interleave(runs, () => runNode(lint), raw)
      const since = await interleave(runs, () => runNode([...lint, '--since', 'HEAD']), raw)
      return [ratioFigure('lint', plain, 1.4), ratioFigure('--since', since, 3)]
    })
  },
}
