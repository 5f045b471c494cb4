import { existsSync } from 'node:fs'
import { basename, dirname, relative, resolve } from 'node:path'
import { emptyDraft, findSources, FountainError, configNames, renderReport } from '../../index.ts'
import { makePalette, wantsColour } from '../palette.ts'
import { busily } from '../progress.ts'
import { writeOut } from '../standard-output.ts'
import { enterFolder, terminalOptions } from '../terminal.ts'
import { Asker, Cancelled } from './ask.ts'
import { chooseLayout } from './choose-layout.ts'
import { chooseSource } from './choose-source.ts'
import { chooseStart } from './choose-start.ts'
import { confirmImplied } from './confirm-implied.ts'
import { decideReferences } from './decide-references.ts'
import { editServices } from './edit-services.ts'
import { askToReplace, confirmWriting, offerBaseline } from './finish.ts'
import type { InitFlags } from './init-flags.ts'
import { conduct, type Interview } from './interview.ts'
import { propose } from './propose.ts'
import { ticked, wrapLine } from './wrap-line.ts'
import { writeDraft } from './write-draft.ts'

/** The whole of `init`: asks, or takes what is proposed; writes; tells the first report. Exit code 130: stopped. */
export async function runInit(named: readonly string[], flags: InitFlags): Promise<0 | 130> {
  enterFolder(flags.cwd)
  const cwd = process.cwd()
  const file = resolve(cwd, flags.config ?? 'fountain-split.yaml')
  const isThere = refuseOthers(file)
  const asks = flags.yes !== true
  if (asks) refuseToHang(named)
  if (!asks && isThere && flags.force !== true)
    throw new FountainError('configuration-is-there', `there is ${relative(cwd, file)} already`, {
      hint: '--force replaces it; --config writes another file.',
    })
  const interview = await prepare(named, flags, { cwd, file })
  const leave = (): void => process.exit(130)
  process.once('SIGINT', leave)
  try {
    if (asks) {
      interview.tell(...greeting)
      const steps = [askToReplace(isThere && flags.force !== true), chooseSource, confirmImplied, chooseStart, editServices, decideReferences, chooseLayout, offerBaseline, confirmWriting] // prettier-ignore
      if (!(await conduct(interview, steps))) {
        interview.tell('Nothing was written.')
        return 0
      }
    } else await propose(interview)
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error
    process.stderr.write('\nStopped. Nothing was written.\n')
    return 130
  } finally {
    process.off('SIGINT', leave)
  }
  const written = await writeDraft(interview)
  await tellReport(interview, flags)
  tellNext(interview, written, flags)
  return 0
}

const greeting = [
  'This asks a few questions, and then writes fountain-split.yaml. Nothing is written before the last one.',
  'Escape goes back to the question before; Ctrl-C leaves.',
  '',
]

/** Whether the file is there. Throws FountainError (exit 2) where another one would count beside it, or its folder is not. */
function refuseOthers(file: string): boolean {
  const folder = dirname(file)
  if (!existsSync(folder))
    throw new FountainError('no-such-folder', `there is no folder ${folder}`, { hint: 'Make it first.' })
  const others = configNames.filter((name) => name !== basename(file) && existsSync(resolve(folder, name)))
  if (others.length > 0 && configNames.includes(basename(file)))
    throw new FountainError(
      'configuration-is-there',
      `there is ${others.join(' and ')} already, and two configurations in one folder are refused`,
      {
        // prettier-ignore
        hint: 'Delete it, or edit that one; --config writes a file of another name.',
      },
    )
  return existsSync(file)
}

function refuseToHang(named: readonly string[]): void {
  const noTerminal = process.stdin.isTTY !== true || process.stderr.isTTY !== true
  if (!noTerminal && !named.includes('-')) return
  throw new FountainError('no-terminal', 'init asks questions, and there is no terminal to ask on', {
    hint: '--yes takes what is proposed without asking; the file can be edited afterwards.',
  })
}

async function prepare(
  named: readonly string[],
  flags: InitFlags,
  { cwd, file }: { cwd: string; file: string },
): Promise<Interview> {
  const terminal = process.stderr.isTTY === true
  if (!flags.color) process.env['NO_COLOR'] = '1'
  const palette = await makePalette(wantsColour({ color: flags.color, environment: process.env, terminal }))
  const width = (): number => Math.max(20, terminal ? process.stderr.columns : 80)
  const quiet = flags.quiet === true && flags.yes === true
  return {
    ask: new Asker(palette),
    palette,
    cwd,
    file,
    named,
    width,
    keepGoing: flags.keepGoing ?? false,
    wished: flags.services,
    tell: (...lines) => {
      for (const line of quiet ? [] : lines) process.stderr.write(wrapLine(line, width()))
    },
    busy: (what, task) => busily(what, quiet, task),
    search: named.length > 0 ? { found: [], unreadable: [] } : await findSources(cwd),
    sources: named,
    desk: undefined,
    draft: { ...emptyDraft, layout: flags.layout },
    baseline: flags.baseline,
  }
}

async function tellReport({ desk, draft }: Interview, flags: InitFlags): Promise<void> {
  const { palette, width } = await terminalOptions(flags.color)
  await writeOut([await renderReport(desk!.plans(draft), 'pretty', width, palette)])
}

function tellNext({ tell, palette, file, cwd }: Interview, written: readonly string[], flags: InitFlags): void {
  const config = flags.config === undefined ? '' : ` --config ${relative(cwd, file)}`
  tell('', ticked(`Wrote ${written.join(' and ')}.`, palette), '', 'Next, see it in a browser:')
  tell({ text: `  fountain-split analyze${config} --format html --output split.html`, paint: palette.strong })
}
