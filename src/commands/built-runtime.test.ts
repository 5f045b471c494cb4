import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { projectFolder } from './run-cli.test-support.ts'

const run = promisify(execFile)

const program = `
  import { HttpExistence } from './dist/runtime.js'
  const answers = [503, 503, 200]
  const asked = []
  const client = new HttpExistence({
    url: 'http://people.test',
    keys: [{ aggregate: 'people.person_id', columns: ['id'] }],
    wait: 1,
    async fetch(_, init) {
      asked.push(JSON.parse(init.body))
      const keys = [{ exists: true, incarnation: '3', version: '5' }]
      return Response.json({ epoch: '1', mark: '0', keys }, { status: answers.shift() })
    },
  })
  const found = await client.find('people.person_id', ['7'])
  console.log(JSON.stringify({ found, asked }))`

test('the existence client of the package as it is published asks, and asks again', async () => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: projectFolder })
  expect(JSON.parse(stdout)).toEqual({
    found: { epoch: '1', mark: '0', incarnation: '3', version: '5', closing: false },
    asked: Array.from({ length: 3 }, () => ({ keys: [{ id: '7' }] })),
  })
}, 30_000)
