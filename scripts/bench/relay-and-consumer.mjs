import { fork } from 'node:child_process'
import { once } from 'node:events'
import pg from 'pg'
import { projectFolder } from './run-process.mjs'

/** Relay of the people and consumer of the orders of a split shop, made anew for each start, in this process. */
export async function makeRunner(shop, options = {}) {
  const { Consumer, PostgresTransport, Relay } = await import(`${projectFolder}dist/runtime.js`)
  const [people, orders] = ['people', 'orders'].map((name) => new pg.Pool({ connectionString: shop.urls[name] }))
  const home = 'fountain_split'
  const aggregate = 'people.person_id'
  const replicas = [{ aggregate, home, name: 'people_person_id', columns: ['id'], deferred: [] }]
  const transport = new PostgresTransport([{ service: 'orders', pool: orders, home, aggregates: [aggregate] }])
  return {
    start() {
      const relay = new Relay({ pool: people, home, service: 'people', transport, ...options })
      const consumer = new Consumer({ pool: orders, home, replicas })
      relay.start()
      consumer.start()
      return () => Promise.all([relay.stop(), consumer.stop()])
    },
    end: () => Promise.all([people.end(), orders.end()]),
  }
}

/** The same in a process of its own, so that the writer that is measured has its own to itself. */
export async function forkRunner({ urls }) {
  const child = fork(new URL('./relay-and-consumer-process.mjs', import.meta.url), [JSON.stringify({ urls })])
  await once(child, 'message')
  const tell = async (order) => {
    child.send(order)
    await once(child, 'message')
  }
  return {
    start: () => tell('start'),
    stop: () => tell('stop'),
    end: async () => {
      const left = once(child, 'exit')
      child.send('end')
      await left
    },
  }
}
