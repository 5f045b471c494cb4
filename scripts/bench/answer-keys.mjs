// A thread that says over HTTP which keys of a service exist, with the code that generate wrote for it; tells its port.
import { createServer } from 'node:http'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import pg from 'pg'
import { projectFolder } from './run-process.mjs'

const { nodeListener } = await import(`${projectFolder}dist/runtime.js`)
const { answer } = await import(pathToFileURL(workerData.code).href)
const pool = new pg.Pool({ connectionString: workerData.url })
const server = createServer(nodeListener(answer({ pool, authorize: () => 'allowed' })))
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- to a thread, not a window
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
