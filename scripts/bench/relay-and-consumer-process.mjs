// Relay and consumer of a split shop in a process of their own, as a service would run them: starts and stops as it is told.
import { makeRunner } from './relay-and-consumer.mjs'

const runner = await makeRunner(JSON.parse(process.argv[2]))
let stop
process.on('message', async (order) => {
  if (order === 'start') stop = runner.start()
  if (order === 'stop') await stop()
  if (order === 'end') {
    await runner.end()
    process.disconnect()
  }
  if (process.connected) process.send(order)
})
process.send('made')
