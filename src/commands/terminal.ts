import type { Palette, ReportFormat, ReportOptions, SplitPlan } from '../index.ts'
import { FountainError, plainPalette, writeReport as writeFile } from '../index.ts'
import { isTerminal } from './is-terminal.ts'
import { writeOut } from './standard-output.ts'
import type { SharedOptions } from './shared-options.ts'

const defaultWidth = 80

/** Everything that follows names its files from this folder. */
export function enterFolder(folder: string | undefined): void {
  if (folder === undefined) return
  try {
    process.chdir(folder)
  } catch (cause) {
    throw new FountainError('no-such-folder', `cannot work in the folder ${folder}`, {
      hint: '--cwd wants a folder that exists and that you may enter.',
      cause,
    })
  }
}

/** Colours and width for what is printed on standard output. */
export async function terminalOptions(color: boolean): Promise<{ palette: Palette; width: number }> {
  const terminal = isTerminal(1)
  const { makePalette, wantsColour } = await import('./palette.ts')
  const palette = await makePalette(wantsColour({ color, environment: process.env, terminal }))
  return { palette, width: Math.max(40, terminal ? process.stdout.columns : defaultWidth) }
}

/** Renders a plan to where the options say. */
export function writeReport(format: ReportFormat, plan: SplitPlan, options: SharedOptions): Promise<void> {
  return writeRendered(format, (reportOptions) => format.render(plan, reportOptions), options)
}

/** Renders anything to where the options say; colours only where the format is for a terminal. */
export async function writeRendered(
  format: { readonly terminal: boolean },
  render: (options: ReportOptions) => Iterable<string> | AsyncIterable<string>,
  options: Omit<SharedOptions, 'format'>,
): Promise<void> {
  const terminal = options.output === undefined && isTerminal(1)
  let palette = plainPalette
  if (format.terminal && options.output === undefined) {
    const { makePalette, wantsColour } = await import('./palette.ts')
    palette = await makePalette(wantsColour({ color: options.color, environment: process.env, terminal }))
  }
  const width = Math.max(40, terminal ? process.stdout.columns : defaultWidth)
  const pieces = render({ palette, width })
  if (options.output === undefined) await writeOut(pieces)
  else await writeFile(options.output, pieces)
}
