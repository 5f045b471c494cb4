import type { Generated } from '../index.ts'
import { renderGenerated, visible } from '../index.ts'
import { writeOut } from './standard-output.ts'
import { terminalOptions } from './terminal.ts'

interface TellFlags {
  readonly format: 'pretty' | 'json'
  readonly quiet?: boolean
  readonly color: boolean
}

/** What was written, or would be, on standard output; what was noticed on the way on standard error. */
export async function tellGenerated(result: Generated, flags: TellFlags): Promise<void> {
  const isQuiet = flags.quiet === true
  if (!isQuiet) process.stderr.write(talk(result))
  const { palette, width } = await terminalOptions(flags.color)
  // Quiet: only what was asked for, or is wrong.
  const isNews = result.mode === 'dry-run' || (result.mode === 'check' && result.changed)
  if (flags.format === 'json' || !isQuiet || isNews)
    await writeOut(renderGenerated(result, flags.format, { palette, width }))
}

function talk({ plan, files, mode }: Generated): string {
  const lines = plan.diagnostics
    .filter(({ severity }) => severity !== 'info')
    .map(({ severity, code, message, hint }) => `${severity}: ${message} [${code}]${hint === '' ? '' : ` ${hint}`}`)
  const replaced = files.filter(({ conflict }) => conflict?.startsWith('migration-') === true)
  if (mode === 'write' && replaced.length > 0)
    lines.push(
      `warning: begun anew: of the migrations that were there, ${replaced.length} replaced or removed. They may have been applied:`,
      '  the new ones are for empty databases, and what the old ones built is yours to change, or to build again.',
    )
  return lines.map((line) => `${visible(line)}\n`).join('')
}
