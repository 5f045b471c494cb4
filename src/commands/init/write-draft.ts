import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { defaultBaseline, isDatabaseUrl, lint, rememberFiles, withoutPassword, writeReport } from '../../index.ts'
import type { Interview } from './interview.ts'

/** The configuration's text. */
export function printDraft({ desk, draft, sources, file, cwd }: Interview): string {
  return desk!.print(draft, configuredSources(sources, file, cwd))
}

/** As the configuration names them: from its own folder, and never with a password. */
function configuredSources(sources: readonly string[], file: string, cwd: string): string[] {
  return sources
    .filter((source) => source !== '-')
    .map((source) => {
      if (isDatabaseUrl(source)) return withoutPassword(source)
      const path = isAbsolute(source) ? source : relative(dirname(file), resolve(cwd, source))
      return (path === '' ? '.' : path).replaceAll('\\', '/')
    })
}

/**
 * Writes the configuration and, where wished, the baseline; both or, should it be stopped or fail, neither.
 * Returns the files as they are named from the working folder.
 */
export async function writeDraft(interview: Interview): Promise<readonly string[]> {
  const { file, cwd, keepGoing, sources } = interview
  const baseline = join(dirname(file), defaultBaseline)
  const files = interview.baseline ? [file, baseline] : [file]
  const restore = rememberFiles(files)
  const stop = (): void => {
    restore()
    process.exit(130)
  }
  process.once('SIGINT', stop)
  try {
    await writeReport(file, [printDraft(interview)])
    if (interview.baseline) {
      const additions = { reason: 'There when fountain-split began to watch.' }
      // A password is not in the configuration: the database is read as it was named.
      const named = sources.some((source) => source === '-' || isDatabaseUrl(source)) ? sources : []
      await interview.busy('writing the baseline', () => lint(named, { cwd, config: file, keepGoing, update: { additions } })) // prettier-ignore
    }
  } catch (error) {
    restore()
    throw error
  } finally {
    process.off('SIGINT', stop)
  }
  return files.map((path) => relative(cwd, path))
}
