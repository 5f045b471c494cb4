import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { partKey } from '../../core/object-key.ts'
import {
  corpusNames,
  hasCorpus,
  keysUnknownToFifteen,
  readCorpusForeignKeys,
  readLoadableSchema,
} from '../corpus-loading.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { loadScript } from '../load/load-script.ts'
import type { CatalogRecord } from './catalog-record.ts'
import { compareCatalogs } from './compare-catalogs.ts'
import type { CatalogPart } from './compare-catalogs.ts'
import { readCatalogObjects } from './read-live-catalog.ts'

let server: ScratchServer
beforeAll(async () => {
  server = await startScratchServer({ origin: 'embedded' })
})
afterAll(() => server.stop())

async function loadCatalog(database: string, load: (client: pg.Client) => Promise<unknown>): Promise<CatalogRecord[]> {
  const admin = new pg.Client({ connectionString: `${server.url}/postgres` })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`)
  await admin.end()
  const client = new pg.Client({ connectionString: `${server.url}/${database}` })
  await client.connect()
  try {
    await load(client)
    return await readCatalogObjects(client)
  } finally {
    await client.end()
  }
}

describe('Fountain', () => {
  let original: CatalogRecord[]
  beforeAll(async () => {
    original = await loadCatalog('fountain', (client) =>
      loadScript(client, readFileSync('fixtures/fountain.sql', 'utf8')),
    )
  })

  const schemas = ['playwrights', 'scripts', 'characters', 'metadata', 'production', 'formatting', 'supporting']
  const crossing = [
    'foreign-key "characters-schema"."character" character_script_id_fkey',
    'foreign-key "formatting-schema".centeredtext centeredtext_script_id_fkey',
    'foreign-key "formatting-schema".formattingrules formattingrules_script_fkey',
    'foreign-key "formatting-schema".pagebreak pagebreak_script_id_fkey',
    'foreign-key "metadata-schema".crossreferences crossreferences_scene_id_fkey',
    'foreign-key "metadata-schema".crossreferences crossreferences_target_fkey',
    'foreign-key "metadata-schema".extendednotesresearch extendednotesresearch_script_id_fkey',
    'foreign-key "production-schema".casting casting_character_id_fkey',
    'foreign-key "production-schema".musicsound musicsound_scene_id_fkey',
    'foreign-key "production-schema".props props_scene_id_fkey',
    'foreign-key "scripts-schema".action action_character_fkey',
    'foreign-key "scripts-schema".dialogue dialogue_character_fkey',
    'foreign-key "scripts-schema".script script_author_id_fkey',
    'foreign-key "scripts-schema".script script_metadata_fkey',
    'foreign-key "supporting-schema".note note_script_id_fkey',
    'foreign-key "supporting-schema".revisionhistory revisionhistory_script_fkey',
    'foreign-key "supporting-schema".sectionheading sectionheading_script_fkey',
    'foreign-key "supporting-schema".titlepage titlepage_script_fkey',
  ]
  const cut = new Set([
    ...crossing,
    'view "scripts-schema".scriptoverview',
    'routine "characters-schema".lines_of(integer)',
  ])

  /** What each service would have: its schema, the enum that two share, and what has no schema. */
  function parts(): CatalogPart[] {
    const goes = (record: CatalogRecord, part: ReadonlySet<string>, schema: string): boolean => {
      if (cut.has(record.key)) return false
      if (record.of.length > 0) return record.of.every((key) => part.has(key))
      if (record.kind === 'schema') return record.identity === `"${schema}"` || record.identity === 'public'
      return ['', schema].includes(record.schema) || record.key.endsWith('draftstatus')
    }
    return schemas.map((service) => {
      const taken = new Set<string>()
      // A record may come before what it is part of, so go round until nothing is added.
      for (let size = -1; size !== taken.size;) {
        size = taken.size
        for (const record of original) if (goes(record, taken, `${service}-schema`)) taken.add(record.key)
      }
      if (service === 'supporting') taken.add('schema "metadata-schema"').add('comment schema "metadata-schema"')
      if (service === 'supporting') taken.add('grant schema "metadata-schema" to play')
      return { service, objects: original.filter((record) => taken.has(record.key)) }
    })
  }

  test('has 24 relations and 26 foreign keys', () => {
    expect(original.filter((it) => it.kind === 'relation')).toHaveLength(24)
    expect(original.filter((it) => it.kind === 'foreign-key')).toHaveLength(26)
    expect(crossing).toHaveLength(18)
  })

  test('its services together are the original less what was cut', () => {
    expect(compareCatalogs(original, parts(), { cut })).toEqual([])
  })

  test('a key that was cut without saying so is told, and nothing else', () => {
    for (const key of crossing) {
      const said = new Set([...cut].filter((other) => other !== key))
      const differences = compareCatalogs(original, parts(), { cut: said })
      // A comment on a key goes with it.
      expect(differences.map((it) => `${it.what} ${it.kind} ${it.identity}`)).toEqual([`missing ${key}`])
    }
  })

  test('a key that should have been cut and was not is told', () => {
    const kept = parts().map((part) =>
      part.service === 'production'
        ? { ...part, objects: [...part.objects, original.find((it) => it.key.includes('props_scene_id_fkey'))!] }
        : part,
    )
    expect(compareCatalogs(original, kept, { cut })).toMatchObject([
      {
        what: 'extra',
        service: 'production',
        kind: 'foreign-key',
        identity: '"production-schema".props props_scene_id_fkey',
      },
    ])
  })

  test('any one object that a service lost is told', () => {
    const whole = parts()
    const everywhere = (key: string) => whole.filter((part) => part.objects.some((it) => it.key === key)).length
    for (const lost of original) {
      if (everywhere(lost.key) === 0 || ['owner', 'column-order'].includes(lost.kind)) continue
      const less = whole.map((part) => ({
        ...part,
        objects: part.objects.filter((it) => it.key !== lost.key && !isPartOf(it, lost.key, original)),
      }))
      const differences = compareCatalogs(original, less, { cut })
      expect(differences.map((it) => `${it.what} ${it.kind} ${it.identity}`)).toContain(`missing ${lost.key}`)
    }
  })
})

function isPartOf(record: CatalogRecord, key: string, all: readonly CatalogRecord[]): boolean {
  return record.of.some(
    (of) =>
      of === key ||
      isPartOf(
        all.find((it) => it.key === of)!,
        key,
        all,
      ),
  )
}

describe.skipIf(!hasCorpus).each(corpusNames)('%s', (name) => {
  test('loads, and has the foreign keys that it is known to have', async () => {
    const original = await loadCatalog(name, (client) => client.query(readLoadableSchema(name)))
    const known = readCorpusForeignKeys(name).map((it) =>
      partKey('foreign-key', { schema: it.referencing.schema, name: it.referencing.relation }, it.constraint),
    )
    const more = (keysUnknownToFifteen[name] ?? []).map(([relation, key]) =>
      partKey('foreign-key', { schema: 'public', name: relation }, key),
    )
    expect(original.filter((it) => it.kind === 'foreign-key').map((it) => it.key)).toEqual([...known, ...more].sort())
    expect(compareCatalogs(original, [{ service: name, objects: original }], { owners: true })).toEqual([])
    expect(new Set(original.map((it) => it.key)).size).toBe(original.length)
  })
})
