import { vi } from 'vitest'
import { runInTerminal } from '../run-in-terminal.test-support.ts'

/**
 * For tests: what becomes of each line at the tabulator, in a zsh before a terminal with the folder's `completion.zsh`.
 * Waits for what is wanted, and gives what is there if that does not come.
 */
export async function zshLines(
  folder: string,
  lines: readonly string[],
  wanted: readonly string[],
): Promise<(string | undefined)[]> {
  const zsh = runInTerminal(['-f', '-i'], { cwd: folder, command: 'zsh', env: { PS1: '> ', ZDOTDIR: folder } })
  const lastLine = () => zsh.text().split('\n').at(-1)?.replace(/^> /, '')
  zsh.press('autoload -Uz compinit; compinit -u -d ./dump; source ./completion.zsh; echo rea""dy\r')
  await zsh.until('ready\r')
  const shown: (string | undefined)[] = []
  for (const [at, line] of lines.entries()) {
    zsh.press(`${line}\t`)
    await vi.waitUntil(() => lastLine() === wanted[at], { timeout: 10_000 }).catch(() => {})
    shown.push(lastLine())
    zsh.press('\u0015')
  }
  zsh.press('exit\r')
  await zsh.ended
  return shown
}
