// Loaded before what is measured: tells on file descriptor 3 what it took.
const { isMainThread } = require('node:worker_threads')

function tell() {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  require('node:fs').writeSync(3, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, peak: maxRSS / 1024 }))
}
if (isMainThread) process.on('exit', tell)
