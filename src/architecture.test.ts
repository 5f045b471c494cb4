import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import * as judge from './architecture/judge-modules.test-support.ts'
import { readModules } from './architecture/read-modules.test-support.ts'

const core = 'names, places, diagnostics and orders are said in the same words everywhere'

/** Room → what it may import, and why. Data flows left to right; imports run right to left. */
const rooms: judge.Rooms = {
  core: {},
  catalog: { core },
  config: { core },
  print: { core },
  page: { core: 'circles and names are the same in the browser' },
  source: { core, catalog: 'reading ends in a catalog' },
  boundary: {
    core,
    catalog: 'the boundary is drawn between the catalog’s objects',
    config: 'the user says which service owns what',
  },
  coupling: {
    core,
    catalog: 'uses between objects are the candidates, and the evidence',
    boundary: 'a use is a coupling when its ends have different owners',
  },
  plan: {
    core,
    catalog: 'a plan accounts for every statement and names objects by their identity',
    config: 'the user may override what is proposed',
    boundary: 'obligations are laid on services',
    coupling: 'each coupling gets one decision',
    implied: 'what no constraint declares is told beside what one does',
  },
  implied: {
    core,
    catalog: 'references without a constraint are guessed from columns, types and keys',
    config: 'the user confirms them',
  },
  suggest: {
    core,
    catalog: 'services are proposed from the relations and what ties them',
    boundary: 'a proposal is a boundary',
    coupling: 'what a proposal costs is what would cross it',
    implied: 'references without a constraint tie relations too',
  },
  draft: {
    core,
    config: 'a draft becomes a configuration',
    plan: 'the file says beside each reference what is proposed',
  },
  lint: {
    core,
    catalog: 'some rules judge the schema itself: an index, a key, a search_path',
    config: 'severities, allowed directions and the baseline are the user’s',
    boundary: 'rules name services',
    coupling: 'what crosses is judged kind by kind',
    plan: 'contracts and strategies stand in the plan, so that rules need no emitter',
  },
  report: {
    core,
    print: 'text in a language is printed by what quotes it',
    page: 'the HTML report is a page and the data that it shows',
    coupling: 'the plan holds couplings as they were found',
    plan: 'a format tells a plan',
    'write/file-change.ts': 'what became of the files is told from this value',
    'operate/parked-list.ts': 'events’ formats tell what is parked; how it was found they do not know',
    'verify/verdict.ts': 'verify’s formats tell a verdict; how it was reached they do not know',
    'lint/finding.ts': 'lint’s formats tell findings; of lint they know nothing but this value',
    'suggest/suggestion.ts': 'suggest’s formats tell a suggestion; how it was found they do not know',
    'lint/rule-card.ts': 'and what each rule says of itself',
  },
  emit: {
    core,
    print: 'generated SQL and TypeScript are quoted by default',
    catalog: 'the user’s statements are taken from it verbatim',
    plan: 'obligations say what to write',
    'runtime/service/service-description.ts':
      'what a service runs is computed here, as the value that the runtime takes',
    'runtime/guard/reference-guard.ts': 'so is what its guards check',
    'runtime/existence/answered-key.ts': 'and which keys it answers for',
  },
  write: { core, 'emit/artifact.ts': 'an artifact is what it writes; how it was made is no concern of the disk' },
  runtime: {},
  verify: {
    core,
    print: 'scratch databases are talked to in SQL',
    catalog: 'histories are made for the relations of the original',
    source: 'what was emitted is read back',
    plan: 'the plan says what may differ',
    emit: 'the artifacts are what is proven',
    runtime: 'the proof runs what generated code runs',
  },
  operate: {
    core,
    config: 'where the databases of services are is the user’s to say',
    source: 'what a database’s URL is, is known there',
    emit: 'what a service runs is computed there',
    runtime: 'relay and consumer are run, not written anew',
    'split.ts': 'what a service runs follows from the schema',
  },
  'split.ts': {
    core,
    catalog: 'the whole flow on one screen',
    config: 'the whole flow on one screen',
    source: 'the whole flow on one screen',
    boundary: 'the whole flow on one screen',
    coupling: 'the whole flow on one screen',
    implied: 'the whole flow on one screen',
    plan: 'the whole flow on one screen',
  },
  explain: {
    core: 'an unknown word stops it, with a hint',
    'config/nearest-word.ts': 'the hint is the nearest word',
    lint: 'each rule has its story',
    report: 'a story is printed for the same terminal',
  },
  'explain-reference.ts': {
    core: 'a reference that is not there stops it, with a hint',
    'config/nearest-word.ts': 'the hint is the nearest reference',
    plan: 'what is to replace it stands in the plan',
    report: 'a story is printed for the same terminal',
    'split.ts': 'the reference is one of the schema’s',
  },
  'keep-baseline.ts': {
    core: 'reading, comparing and writing the baseline, step by step',
    source: 'the committed baseline is read through git',
    lint: 'reading, comparing and writing the baseline, step by step',
    write: 'a changed baseline is written whole or not at all',
  },
  'judge-past.ts': {
    core: 'an earlier schema judged on one screen',
    catalog: 'an earlier schema judged on one screen',
    config: 'an earlier schema is judged under the configuration of today',
    source: 'an earlier schema judged on one screen',
    lint: 'an earlier schema judged on one screen',
    'plan/split-plan.ts': 'a rule that asks for the plan gets it',
    'split.ts': 'an earlier schema goes the same way as today’s',
  },
  'lint-source.ts': {
    core: 'the flow of lint on one screen',
    catalog: 'the flow of lint on one screen',
    config: 'the flow of lint on one screen',
    source: 'the flow of lint on one screen',
    lint: 'the flow of lint on one screen',
    'plan/split-plan.ts': 'a rule that asks for the plan gets it',
    'report/code-frame.ts': 'frames are cut from the texts that were read, not from files that may have changed',
    'split.ts': 'lint judges what the split’s flow ends in',
    'keep-baseline.ts': 'the flow of lint on one screen',
    'judge-past.ts': 'what is new is told from what an earlier schema had',
  },
  'check-implied.ts': {
    core: 'implied references held against data, on one screen',
    config: 'how sure is sure enough is the user’s',
    source: 'a live database is asked there',
    implied: 'what the data say is weighed there',
    plan: 'the plan’s implied references are what is checked',
    'split.ts': 'which source is the database',
  },
  'open-draft.ts': {
    core: 'drafting a configuration on one screen',
    catalog: 'drafting a configuration on one screen',
    config: 'drafting a configuration on one screen',
    source: 'the schema is read once for all drafts',
    boundary: 'services may begin as schemas are',
    implied: 'what is confirmed counts like keys, the rest is told',
    suggest: 'services are proposed and moves priced there',
    plan: 'what may replace a reference is judged there',
    draft: 'drafts become configurations there',
    'split.ts': 'what a draft makes of the schema is the split’s flow',
  },
  'suggest-source.ts': {
    core: 'the flow of suggest on one screen',
    boundary: 'a move starts from the boundary that there is',
    implied: 'references without a constraint tie relations too',
    suggest: 'the flow of suggest on one screen',
    'split.ts': 'reading, and who owns what now, is the split’s flow',
  },
  'generate-split.ts': {
    core: 'the flow of generate on one screen',
    config: 'the flow of generate on one screen',
    source: 'the flow of generate on one screen',
    plan: 'the flow of generate on one screen',
    emit: 'the flow of generate on one screen',
    write: 'the flow of generate on one screen',
    'split.ts': 'generate writes what the split’s flow ends in',
  },
  'verify-source.ts': {
    core: 'the flow of verify on one screen',
    'config/nearest-word.ts': 'the hint is the nearest check',
    plan: 'the flow of verify on one screen',
    emit: 'the flow of verify on one screen',
    verify: 'the flow of verify on one screen',
    'split.ts': 'verify proves what the split’s flow ends in',
  },
  'index.ts': {
    'verify-source.ts': 'the public face',
    core: 'the public face',
    catalog: 'the public face',
    config: 'the public face',
    source: 'the public face',
    boundary: 'the public face',
    coupling: 'the public face',
    plan: 'the public face',
    implied: 'the public face',
    suggest: 'the public face',
    lint: 'the public face',
    report: 'the public face',
    emit: 'the public face',
    write: 'the public face',
    verify: 'the public face',
    operate: 'the public face',
    runtime: 'the public face names what hooks hear',
    'split.ts': 'the public face',
    'lint-source.ts': 'the public face',
    'judge-past.ts': 'the public face',
    'suggest-source.ts': 'the public face',
    'open-draft.ts': 'the public face',
    draft: 'the public face',
    'check-implied.ts': 'the public face',
    'generate-split.ts': 'the public face',
    explain: 'the public face',
    'explain-reference.ts': 'the public face',
  },
  commands: {
    'index.ts': 'a command is thin over what every other program gets too',
    'core/compiled-file.ts': 'what starts the program finds what the build kept where who reads the grammar does',
  },
}

/** Beyond the arrows of their room, tests may import these, and every room's test support. */
const tests: judge.Arrows = {
  core: 'what is expected is said in the same words',
  catalog: 'a test looks into the catalog for what it expects',
  config: 'a test says what a user would have decided',
  source: 'a test writes SQL rather than a catalog by hand',
  boundary: 'a test draws the boundary as the program does',
  coupling: 'a test finds the couplings as the program does',
  plan: 'a test plans as the program does',
  draft: 'a test edits drafts as init does',
  'open-draft.ts': 'a test opens drafts as init does',
  emit: 'a test emits as the program does',
  verify: 'a test has its databases from there, and compares them',
  runtime: 'a test runs what generated code runs',
  'split.ts': 'a test runs the whole flow up to what it tests',
  'index.ts': 'the public face is tested as others use it',
  'verify-source.ts': 'files that were broken on purpose are checked as emitted ones are',
  'verify/scratch/machine-programs.ts': 'a test that needs PostgreSQL’s programs looks for them as the program does',
  'verify/scratch/scratch-server.ts': 'a test that needs a server takes a scratch server',
  'verify/scratch/start-scratch-server.ts': 'a test that needs a server starts a scratch server',
}

/** Packages that have one home. */
const homes = {
  cockatiel: ['runtime/existence/resilience.ts'],
  commander: ['commands'],
  chalk: ['commands'],
  inquirer: ['commands'],
  cosmiconfig: ['config'],
  jiti: ['config'],
  'libpg-query': ['source/grammar.ts', 'source/parser.ts', 'source/parse-tree.ts'],
  'libpg-query-16': ['source/grammar.ts'],
}

/** Rooms that may change the disk, and files that open some only to read them, otherwise than whole and at once. */
const writers = ['write', 'verify', 'runtime', 'commands/start.ts', 'source/foresee-grammar.ts', 'source/read-again.ts']

const modules = readModules(dirname(fileURLToPath(import.meta.url)))

describe('the architecture', () => {
  test('reads the whole house', () => {
    expect(modules.length).toBeGreaterThan(150)
    expect(modules.flatMap(({ imports }) => imports).length).toBeGreaterThan(500)
  })

  test('imports follow the arrows', () => expect(judge.strayArrows(modules, rooms, tests)).toEqual([]))

  test('every arrow has its reason and an end that is there or to come', () => {
    for (const [room, arrows] of Object.entries(rooms))
      for (const [to, reason] of Object.entries(arrows)) {
        expect(reason.length, `${room} → ${to}`).toBeGreaterThan(10)
        expect(rooms, `${room} → ${to}`).toHaveProperty([to.includes('/') ? to.split('/')[0]! : to])
      }
  })

  test('the arrows themselves run one way', () => {
    const graph = Object.entries(rooms).map(([room, arrows]) => ({
      path: room,
      lines: 0,
      processUses: [],
      imports: Object.keys(arrows).map((to) => ({ to: to.includes('/') ? to.split('/')[0]! : to, how: 'value' as const, names: [], line: 0 })), // prettier-ignore
    }))
    expect(judge.circles(graph)).toEqual([])
  })

  test('no files need each other in a circle', () => expect(judge.circles(modules)).toEqual([]))

  test('members know their interface only, and each is in its registry', () => {
    expect([...judge.memberFolders(modules).keys()]).toEqual(
      expect.arrayContaining(['emit/service-code/modules', 'boundary/assigners', 'coupling/detectors', 'lint/rules', 'report/formats', 'report/lint-formats', 'source/statements', 'emit/references/parts']), // prettier-ignore
    )
    expect(judge.meddlingMembers(modules)).toEqual([])
  })

  test('no barrel is imported from inside', () => expect(judge.barrelImports(modules)).toEqual([]))

  test('starting loads the command line and nothing else', () => {
    const { files, packages } = judge.loadedAtOnce(modules, 'commands/main.ts')
    expect(files.filter((file) => !file.startsWith('commands/'))).toEqual([])
    expect(packages.filter((name) => !['commander', 'chalk'].includes(name))).toEqual([])
  })

  test('what one command or format alone needs is loaded when it is asked for', () =>
    expect(judge.loadedAtOnce(modules, 'index.ts').packages).toEqual([]))

  test('packages stay in their room', () => expect(judge.strayPackages(modules, homes)).toEqual([]))

  test('one hand writes to disk', () => expect(judge.strayWriters(modules, writers)).toEqual([]))

  test('only the command line exits and prints', () => expect(judge.strayExits(modules)).toEqual([]))

  test('names say what is inside', () => expect(judge.badNames(modules)).toEqual([]))

  test('files stay short', () => expect(judge.longFiles(modules, 350)).toEqual([]))
})
