import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import type * as ours from '../runtime/index.ts'
import { projectFolder } from './run-cli.test-support.ts'

test('the existence client of the package as it is published asks, and asks again', async () => {
  const { HttpExistence } = (await import(pathToFileURL(`${projectFolder}dist/runtime.js`).href)) as typeof ours
  const answers = [503, 503, 200]
  const asked: unknown[] = []
  const client = new HttpExistence({
    url: 'http://people.test',
    keys: [{ aggregate: 'people.person_id', columns: ['id'] }],
    wait: 1,
    async fetch(_, init) {
      asked.push(JSON.parse(init!.body as string))
      const keys = [{ exists: true, incarnation: '3', version: '5' }]
      return Response.json({ epoch: '1', mark: '0', keys }, { status: answers.shift()! })
    },
  })
  expect(await client.find('people.person_id', ['7'])).toMatchObject({ incarnation: '3', version: '5' })
  expect(asked).toEqual(Array.from({ length: 3 }, () => ({ keys: [{ id: '7' }] })))
})
