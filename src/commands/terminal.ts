import type { Palette, ReportFormat, ReportOptions, SplitPlan } from '../index.ts'
import { FountainError, plainPalette, writeReport as writeFile } from '../index.ts'
import type { SharedOptions } from './shared-options.ts'

const defaultWidth = 80
const chunkSize = 65_536

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

/** Writes to standard output no faster than it is read; a reader that has left (`| head`) ends it without a word. */
export async function writeOut(pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  const stream = process.stdout
  let gone = false
  const leave = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    gone = true
  }
  stream.on('error', leave)
  const send = (text: string) => new Promise<void>((resolve) => stream.write(text, () => resolve()))
  let waiting = ''
  for await (const piece of pieces) {
    waiting += piece
    if (waiting.length < chunkSize) continue
    await send(waiting)
    waiting = ''
    if (gone) return
  }
  if (waiting !== '') await send(waiting)
}

/** Colours and width for what is printed on standard output. */
export async function terminalOptions(color: boolean): Promise<{ palette: Palette; width: number }> {
  const terminal = process.stdout.isTTY === true
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
  const terminal = options.output === undefined && process.stdout.isTTY === true
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
