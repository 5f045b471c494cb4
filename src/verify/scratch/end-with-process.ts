type End = () => Promise<void> | void

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const ends = new Set<{ readonly onSignal: End; readonly onExit: () => void }>()
let listening = false

/**
 * Calls `onSignal` when the process is told to end (it then ends by that signal), `onExit` when it ends by itself.
 * Returns the function that takes this back.
 */
export function endWithProcess(onSignal: End, onExit: () => void): () => void {
  const end = { onSignal, onExit }
  ends.add(end)
  listen()
  return () => {
    ends.delete(end)
    if (ends.size === 0) unlisten()
  }
}

function listen(): void {
  if (listening) return
  listening = true
  for (const signal of signals) process.on(signal, obey)
  process.on('exit', leave)
}

/** Whoever holds no scratch server wants the signals' own effect back. */
function unlisten(): void {
  listening = false
  for (const signal of signals) process.off(signal, obey)
  process.off('exit', leave)
}

async function obey(signal: NodeJS.Signals): Promise<void> {
  await Promise.allSettled([...ends].map((end) => end.onSignal()))
  leave()
  unlisten()
  process.kill(process.pid, signal)
}

function leave(): void {
  for (const end of ends) end.onExit()
  ends.clear()
}
