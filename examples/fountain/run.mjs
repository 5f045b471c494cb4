// Fountain, split: seven services on seven databases, run by what `generate` wrote. `npm run example`
import { generated, operate, psql, raiseCurtain, refusal, run, services, tell, until } from './stage.mjs'

const began = performance.now()
tell.title('FOUNTAIN, SPLIT: one database of seven services becomes seven')

// The databases go by themselves then; what the story says of lost connections interests nobody.
let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (interrupted = true))

const running = {}
const parked = []
const workers = []
let stage, ask, look
try {
  stage = await raiseCurtain()
  ;({ ask, look } = stage)
  await theCurtainRises()
  await aScriptArrives()
  await aNoteAboutNothing()
  await aPlayIsCommissioned()
  await aPlaywrightStays()
  await historyHolds()
  await aScriptGoes()
  await aKeyChanges()
  await aServiceSleeps()
  await theHouseIsInOrder()
} catch (error) {
  if (!interrupted) throw error
} finally {
  await Promise.allSettled([...workers, ...Object.values(running)].map((each) => each.stop()))
  await stage?.lowerCurtain()
}
const seconds = ((performance.now() - began) / 1000).toFixed(1)
tell.title(`${interrupted ? 'Curtain, before the end' : 'Curtain'}, after ${seconds} s. No database is left behind.`)

async function theCurtainRises() {
  tell.act('The curtain rises')
  const [{ version }] = await ask('scripts', `SELECT split_part(version(), ' ', 2) AS version`)
  tell.good(`seven databases on PostgreSQL ${version}, each with its own migrations alone`)
  for (const service of services) {
    const started = await run(service, stage.databases, { parked: (transaction) => parked.push(transaction) })
    if (started !== undefined) running[service] = started
    const worker = await operate(service, stage)
    if (worker !== undefined) workers.push(worker)
  }
  await until('every replica is filled, and what leans on it checked', async () => {
    const open = await Promise.all(Object.keys(running).map(async (service) => {
      const { description } = await generated(service)
      if (description.replicas.length === 0) return 0
      return (await look(service, `SELECT FROM ${description.home}.replica WHERE filled IS NULL OR checked IS NULL`)).length
    }))
    return open.every((count) => count === 0)
  })
  tell.good(`${Object.keys(running).length} of them run: await start({ database, others, hooks })`)
  tell.good('replicas are filled; the rows that were there are checked against them')
}

async function aScriptArrives() {
  tell.act('I. A script arrives')
  await ask('scripts', `INSERT INTO "scripts-schema".script (script_id, title, author_id) VALUES (2, 'The Tempest', 1)`)
  tell.deed('scripts', 'INSERT The Tempest, script 2')
  const write = (service, sql) => until(`${service} may refer to script 2`, async () => (await refusal(() => ask(service, sql))) === undefined)
  tell.echo('supporting', 'takes a note: "Enter Ariel, invisible"', await write('supporting', `INSERT INTO "supporting-schema".note (script_id, text) VALUES (2, 'Enter Ariel, invisible'), (2, 'Music, and strange')`))
  tell.echo('formatting', 'centres "THE ISLE IS FULL OF NOISES"', await write('formatting', `INSERT INTO "formatting-schema".centeredtext (script_id, text) VALUES (2, 'THE ISLE IS FULL OF NOISES')`))
  tell.echo('metadata', 'notes what was read for it: Montaigne, on cannibals', await write('metadata', `INSERT INTO "metadata-schema".extendednotesresearch (script_id, notes) VALUES (2, 'Montaigne, on cannibals')`))
}

async function aNoteAboutNothing() {
  tell.act('II. A note about nothing')
  tell.deed('supporting', 'INSERT a note about script 99, which nobody wrote')
  const refused = await refusal(() => ask('supporting', `INSERT INTO "supporting-schema".note (script_id, text) VALUES (99, 'Exit, pursued by a bear')`))
  tell.refusal('', `refused at once: ${refused.code}, ${refused.constraint}, as in one database`)
}

async function aPlayIsCommissioned() {
  tell.act('III. A play is commissioned')
  const { creations } = await generated('scripts')
  const create = creations(stage.poolOf('scripts'))
  const began = performance.now()
  tell.deed('scripts', 'wants Marlowe, Doctor Faustus and its metadata at once')
  const rows = { playwright: { name: 'Christopher Marlowe' }, metadata: { status: 'draft' }, script: { script_id: 3, title: 'Doctor Faustus' } }
  const made = await create.script(rows)
  if (made.outcome !== 'done') throw new Error(`Doctor Faustus was ${made.outcome}: ${made.message}`)
  const ms = Math.round(performance.now() - began)
  const { metadata, playwright, script } = made.data
  tell.echo('metadata', `makes metadata ${metadata.metadata_id}`)
  tell.echo('playwrights', `makes Marlowe, author ${playwright.author_id}`)
  tell.echo('scripts', `makes script ${script.script_id}, which names both`, ms)
  tell.deed('scripts', 'wants Greene and Orlando Furioso, at an address that is none')
  const refused = await create.script({ ...rows, playwright: { name: 'Robert Greene' }, script: { title: 'Orlando Furioso', url: 'ftp://orlando' } })
  if (refused.outcome !== 'refused') throw new Error(`Orlando Furioso was ${refused.outcome}`)
  tell.refusal(refused.service, `refuses: ${refused.code}, ${refused.constraint}`)
  const left = () => ask('playwrights', `SELECT FROM "playwrights-schema".playwright WHERE name = 'Robert Greene'`)
  tell.echo('playwrights', 'Greene, who was made before, is taken back', await until('Greene goes', async () => (await left()).length === 0))
}

async function aPlaywrightStays() {
  tell.act('IV. A playwright with scripts stays')
  for (const statement of ['DELETE FROM "playwrights-schema".playwright WHERE author_id = 1', 'CALL fountain_split.playwright_author_id_release(1)']) {
    tell.deed('psql', statement)
    tell.quote('', await psql('playwrights', stage.databases, statement))
  }
  const { releases } = await generated('playwrights')
  const release = releases(stage.poolOf('playwrights'))
  tell.deed('playwrights', 'asks in TypeScript: releases(pool).playwright({ authorId: 1 })')
  tellRefused(await release.playwright({ authorId: 1 }))
  await running.scripts.stop()
  tell.deed('scripts', 'is down')
  const [{ author_id: authorId }] = await ask('playwrights', `INSERT INTO "playwrights-schema".playwright (name) VALUES ('Thomas Kyd') RETURNING author_id`)
  tell.deed('playwrights', 'asks again, and for Kyd, who has no scripts')
  const answers = Promise.all([release.playwright({ authorId: 1 }), release.playwright({ authorId })])
  answers.catch(() => {}) // Should the story end before, that is what is told.
  if ((await Promise.race([answers, later(600)])) !== undefined) throw new Error('somebody answered for scripts')
  tell.aside('Nobody answers for a service that is down. The requests wait, and nobody goes.')
  running.scripts = await run('scripts', stage.databases, { parked: (transaction) => parked.push(transaction) })
  const began = performance.now()
  tell.deed('scripts', 'is up again')
  const [shakespeare, kyd] = await answers
  tellRefused(shakespeare)
  if (kyd.outcome !== 'released') throw new Error(`Kyd was ${kyd.outcome}`)
  tell.echo('scripts', 'Kyd may: he had no scripts, and is gone', Math.round(performance.now() - began))
}

function tellRefused(answer) {
  if (answer.outcome !== 'refused') throw new Error(`Shakespeare was ${answer.outcome}`)
  tell.refusal(answer.service, `Shakespeare may not: ${answer.code}, ${answer.constraint}`)
}

function later(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

async function historyHolds() {
  tell.act('V. What history holds')
  const { releases } = await generated('scripts')
  tell.deed('scripts', 'asks whether Hamlet may go: releases(pool).script(…)')
  const answer = await releases(stage.poolOf('scripts')).script({ scriptId: 1 })
  if (answer.outcome !== 'refused') throw new Error(`Hamlet was ${answer.outcome}`)
  tell.refusal(answer.service, `it may not: ${answer.code}, ${answer.constraint}`)
  tell.aside('ON DELETE RESTRICT: its revisions are in another database, and were asked.')
}

async function aScriptGoes() {
  tell.act('VI. A script goes')
  const began = performance.now()
  const { releases } = await generated('scripts')
  tell.deed('scripts', 'asks whether The Tempest may go')
  const answer = await releases(stage.poolOf('scripts')).script({ scriptId: 2 })
  if (answer.outcome !== 'released') throw new Error(`The Tempest was ${answer.outcome}: ${answer.message}`)
  tell.echo('scripts', 'it may: nobody needs it, and it is gone', Math.round(performance.now() - began))
  const gone = (service, sql) => until(`${service} follows`, async () => (await ask(service, sql))[0].count === '0')
  tell.echo('supporting', 'its two notes went with it (CASCADE)', await gone('supporting', 'SELECT count(*) FROM "supporting-schema".note WHERE script_id = 2'))
  tell.echo('formatting', 'so did its centred line (CASCADE)', await gone('formatting', 'SELECT count(*) FROM "formatting-schema".centeredtext WHERE script_id = 2'))
  tell.echo('metadata', 'what was read stays, for no script (SET NULL)', await gone('metadata', 'SELECT count(*) FROM "metadata-schema".extendednotesresearch WHERE script_id = 2'))
  const [{ script_id: forgotten }] = await ask('metadata', `SELECT script_id FROM "metadata-schema".extendednotesresearch WHERE notes = 'Montaigne, on cannibals'`)
  if (forgotten !== null) throw new Error('the research still names a script')
}

async function aKeyChanges() {
  tell.act('VII. A key changes')
  await ask('playwrights', 'UPDATE "playwrights-schema".playwright SET author_id = 1564 WHERE author_id = 1')
  tell.deed('playwrights', 'UPDATE: Shakespeare is author 1564 from now on, not 1')
  const ms = await until('Hamlet follows', async () => (await ask('scripts', 'SELECT author_id FROM "scripts-schema".script WHERE script_id = 1'))[0].author_id === 1564)
  tell.echo('scripts', 'Hamlet is by author 1564 (ON UPDATE CASCADE)', ms)
  tell.deed('scripts', 'UPDATE: the house style is to be script 1000, not 0')
  const refused = await refusal(() => ask('scripts', 'UPDATE "scripts-schema".script SET script_id = 1000 WHERE script_id = 0'))
  tell.refusal('', `refused at once: ${refused.code}, ${refused.constraint}`)
  tell.aside('Nobody changes keys that the database makes: `refuse` was proposed for them.')
}

async function aServiceSleeps() {
  tell.act('VIII. A service sleeps, and wakes')
  await running.supporting.stop()
  delete running.supporting
  tell.deed('supporting', 'is down')
  await ask('scripts', `INSERT INTO "scripts-schema".script (script_id, title, author_id) SELECT id, 'Sonnet ' || id - 1000, author_id FROM generate_series(1001, 1154) AS id, "scripts-schema".script WHERE script_id = 1`)
  tell.deed('scripts', 'INSERT 154 sonnets; nobody waits for supporting')
  const ms = await until('formatting knows the last sonnet', () => knows('formatting', 1154))
  tell.echo('formatting', 'knows all of them', ms)
  running.supporting = await run('supporting', stage.databases, {})
  tell.deed('supporting', 'is up again')
  tell.echo('supporting', 'caught up: all 154', await until('supporting knows the last sonnet', () => knows('supporting', 1154)))
}

async function theHouseIsInOrder() {
  tell.act('The house is in order')
  let mended = 0
  for (const service of Object.values(running))
    for (const { missing, extra } of await service.reconcile(100)) mended += missing.length + extra.length
  tell.good(`every replica equals the keys of its source: ${mended} differences`)
  let orphans = 0
  for (const service of Object.values(running)) orphans += (await service.findOrphans()).length
  tell.good(`no row refers to nothing: ${orphans} orphans`)
  tell.good(`nothing is parked: ${parked.length} transactions`)
  if (mended + orphans + parked.length > 0) process.exitCode = 1
}

/** Whether a service has heard of a script. */
async function knows(service, script) {
  const { description } = await generated(service)
  const { home, name } = description.replicas.find(({ aggregate }) => aggregate === 'scripts.script_script_id')
  return (await look(service, `SELECT FROM ${home}.${name}_replica WHERE script_id = ${script}`)).length > 0
}
