import type { Palette } from '../index.ts'

interface ColourSettings {
  /** `--no-color` makes it false. */
  readonly color: boolean
  readonly environment: NodeJS.ProcessEnv
  readonly terminal: boolean
}

/** The flag first, then NO_COLOR, then FORCE_COLOR, then whether anybody is looking. */
export function wantsColour({ color, environment, terminal }: ColourSettings): boolean {
  if (!color || (environment.NO_COLOR ?? '') !== '') return false
  const forced = environment.FORCE_COLOR
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return terminal && environment.TERM !== 'dumb'
}

const same = (text: string): string => text

/** The sixteen colours that every terminal has and every theme defines; chalk is loaded only if they are wanted. */
export async function makePalette(coloured: boolean): Promise<Palette> {
  if (!coloured) return { heading: same, strong: same, faint: same, good: same, caution: same, danger: same }
  const { Chalk } = await import('chalk')
  const chalk = new Chalk({ level: 1 })
  return {
    heading: chalk.bold,
    strong: chalk.cyan,
    faint: chalk.dim,
    good: chalk.green,
    caution: chalk.yellow,
    danger: chalk.red,
  }
}
