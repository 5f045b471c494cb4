import { posix } from 'node:path'
import type { Finding, LintReport } from '../lint/finding.ts'
import { lintFormats } from './lint-format-registry.ts'
import type { LintOutput } from './lint-format.ts'

/** A report in one of the registered formats. `prefix` leads from the repository's root to the working folder. */
export async function printLint(id: string, output: LintOutput, prefix: string): Promise<string> {
  const format = await lintFormats.get(id)!()
  if (format.repositoryPaths !== true || prefix === '') return format.print(output)
  return format.print({ ...output, report: fromRoot(output.report, prefix) })
}

function fromRoot(report: LintReport, prefix: string): LintReport {
  const moved = <F extends Finding>(finding: F): F => {
    const { evidence } = finding
    if (evidence === null || isNoPath(evidence.file)) return finding
    return { ...finding, evidence: { ...evidence, file: posix.join(prefix, evidence.file) } }
  }
  return { ...report, findings: report.findings.map(moved), suppressed: report.suppressed.map(moved) }
}

/** Standard input, a database, or a path that starts at a root already. */
function isNoPath(file: string): boolean {
  return file === '-' || file === 'database' || file.startsWith('/') || /^[A-Za-z]:/.test(file)
}
