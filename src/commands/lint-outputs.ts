import { FountainError, checkLintFormat, renderLint, visible, writeReport, type LintResult } from '../index.ts' // prettier-ignore
import { writeGithub } from './github-output.ts'
import { writeOut } from './standard-output.ts'
import { terminalOptions } from './terminal.ts'
import { readVersion } from './version.ts'

/** A format and where it goes; undefined: standard output. */
export interface LintDestination {
  readonly format: string
  readonly file: string | undefined
}

/**
 * Reads `--format format[=file]` and `--output`. One format may go without a file; with none like that the pretty one is
 * printed too. Throws FountainError (exit 2).
 */
export function chooseOutputs(formats: readonly string[], output: string | undefined): LintDestination[] {
  const named = formats.map((word) => {
    const [format, ...file] = word.split('=')
    checkLintFormat(format!)
    if (file.length > 0 && file.join('=') === '') throw usage(`--format ${word} names no file`)
    return { format: format!, file: file.length === 0 ? undefined : file.join('=') }
  })
  const open = named.filter(({ file }) => file === undefined)
  if (open.length > 1)
    throw usage(`${open.map(({ format }) => format).join(' and ')} cannot share one output: write --format ${open[1]!.format}=<file>`) // prettier-ignore
  if (open.length === 0) return [...named, { format: 'pretty', file: output }]
  return named.map((each) => (each.file === undefined ? { ...each, file: output } : each))
}

interface OutputFlags {
  readonly color: boolean
  readonly quiet?: boolean
  readonly githubAnnotations: boolean
}

/** Writes the result to where it goes; talk and GitHub's annotations go to standard error. */
export async function writeLint(
  result: LintResult,
  outputs: readonly LintDestination[],
  flags: OutputFlags,
): Promise<void> {
  const version = readVersion()
  if (flags.quiet !== true) process.stderr.write(talk(result))
  for (const { format, file } of outputs) {
    if (format === 'pretty' && flags.quiet === true && !result.failed) continue
    const shown = format === 'pretty' && file === undefined ? await terminalOptions(flags.color) : {}
    const text = await renderLint(result, format, { ...shown, version })
    if (file === undefined) await writeOut([text])
    else await writeReport(file, [text])
  }
  const explicit = outputs.some(({ format }) => format === 'github')
  if (process.env.GITHUB_ACTIONS === 'true' && flags.githubAnnotations) await writeGithub(result, !explicit)
}

/** What was noticed on the way, and what became of the baseline. */
function talk({ diagnostics, baseline, partial, report }: LintResult): string {
  const lines = diagnostics
    .filter(({ severity }) => severity !== 'info')
    .map(({ severity, code, message, hint }) => `${severity}: ${message} [${code}]${hint === '' ? '' : ` ${hint}`}`)
  const { update, file } = baseline
  if (update !== undefined) {
    const { added, removed, refused, known } = update
    lines.push(`${file}: ${known} known, ${added} added, ${removed} removed`)
    if (refused > 0)
      lines.push(`${refused} new not added: that needs --allow-additions and --reason, or a change of the schema`)
  }
  if (partial && file !== undefined)
    lines.push('only part of the schema was read: what else the baseline knows was left alone')
  if (file === undefined && report.summary.new > 0)
    lines.push('no baseline yet; to start from here: lint --update-baseline --allow-additions --reason "…"')
  return lines.map((line) => `${visible(line)}\n`).join('')
}

function usage(message: string): FountainError {
  return new FountainError('usage', message, { hint: 'See fountain-split lint --help.' })
}
