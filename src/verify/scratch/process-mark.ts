import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A process that is not mistaken for a later one with the same number. */
export interface ProcessMark {
  readonly pid: number
  /** When it started, as the system writes it; empty where the system does not tell. */
  readonly started: string
}

export function markProcess(pid: number): ProcessMark {
  return { pid, started: startOf(pid) }
}

export function isAlive(mark: ProcessMark): boolean {
  try {
    process.kill(mark.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return startOf(mark.pid) === mark.started
}

/** The command line of a process; empty where there is none or the system does not tell. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ask(pid, 'args=')
  }
}

function startOf(pid: number): string {
  try {
    // The name in parentheses may hold anything; the start is the twentieth field after it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ask(pid, 'lstart=')
  }
}

function ask(pid: number, column: string): string {
  return spawnSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? ''
}
