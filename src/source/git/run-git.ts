import { spawn } from 'node:child_process'
import { FountainError } from '../../core/fountain-error.ts'

export interface GitOutcome {
  readonly status: number | null
  readonly output: Buffer
  readonly complaint: string
}

/** Runs git in a folder, in English, with no pathspec magic. Throws FountainError `missing-git` where there is none. */
export function runGit(folder: string, words: readonly string[], input?: string): Promise<GitOutcome> {
  return new Promise((done, fail) => {
    const child = spawn('git', ['--literal-pathspecs', ...words], {
      cwd: folder,
      env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' },
      stdio: 'pipe',
    })
    const output: Buffer[] = []
    let complaint = ''
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString('utf8')))
    // A git that ends early says why on standard error.
    child.stdin.on('error', () => {})
    child.stdin.end(input ?? '')
    child.on('error', (cause) =>
      fail(
        new FountainError('missing-git', 'git is needed to read an earlier revision, and is not in PATH', {
          hint: 'Install git, or lint without --since.',
          cause,
        }),
      ),
    )
    child.on('close', (status) => done({ status, output: Buffer.concat(output), complaint }))
  })
}
