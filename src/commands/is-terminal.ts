import { fstatSync } from 'node:fs'

/** Whether somebody looks at standard output (1) or standard error (2). Asking Node's own streams loads them, which a pipe can do without. */
export function isTerminal(stream: 1 | 2): boolean {
  try {
    if (!fstatSync(stream).isCharacterDevice()) return false
  } catch {
    return false
  }
  return (stream === 1 ? process.stdout : process.stderr).isTTY === true
}
