// Holds a scratch server until it is ended: `node hold-scratch.mjs [url]`; prints the server's URL and its database's name.
import { startScratchServer } from './start-scratch-server.ts'

const given = process.argv[2]
const server = await startScratchServer(given === undefined ? {} : { server: given })
const database = await server.createDatabase('held')
process.stdout.write(`${JSON.stringify({ url: server.url, database: database.name })}\n`)
setInterval(() => {}, 1000)
