import { appendText, renderLint, type LintResult } from '../index.ts'

/** GitHub refuses a step's summary above 1 MiB, all of it. */
const largestSummary = 1_000_000

/** Under GitHub Actions: annotations on standard error, where they spoil no output, and the job summary. */
export async function writeGithub(result: LintResult, annotations: boolean): Promise<void> {
  if (annotations) process.stderr.write(await renderLint(result, 'github'))
  const file = process.env.GITHUB_STEP_SUMMARY ?? ''
  if (file === '') return
  const summary = await renderLint(result, 'markdown')
  // A summary that cannot be written is no reason to fail a build that passes.
  await appendText(file, shorten(summary))
}

function shorten(text: string): string {
  if (Buffer.byteLength(text) <= largestSummary) return text
  const whole = Buffer.from(text).subarray(0, largestSummary).toString('utf8')
  return `${whole.slice(0, whole.lastIndexOf('\n'))}\n\n… and more: see the log.\n`
}
