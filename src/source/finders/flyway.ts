import { posix } from 'node:path'
import type { SourceFinder } from '../source-finder.ts'

const locations = /^\s*(?:flyway\.)?locations\s*=\s*(.+)$/m

/** Flyway: folders of `V1__name.sql`, as its configuration lists them, or wherever they are. */
export const flyway: SourceFinder = {
  id: 'flyway',
  async find({ list, read }) {
    const versioned = await list(['**/[VB][0-9]*__*.sql'])
    if (versioned.length === 0) return {}
    const named = await configuredFolders(await list(['flyway.{conf,toml}', '{conf,config}/flyway.{conf,toml}']), read)
    const here = named.filter((folder) => versioned.some((path) => path.startsWith(`${folder}/`)))
    const what = 'Flyway’s migrations'
    if (here.length > 0) return { found: [{ sources: here, what }] }
    const folders = [...new Set(versioned.map((path) => posix.dirname(path)))]
    const outer = folders.filter((folder) => !folders.some((other) => folder.startsWith(`${other}/`)))
    return { found: outer.map((folder) => ({ sources: [folder], what })) }
  },
}

async function configuredFolders(
  files: readonly string[],
  read: (path: string) => Promise<string>,
): Promise<readonly string[]> {
  const folders: string[] = []
  for (const file of files)
    for (const [, word] of (locations.exec(await read(file))?.[1] ?? '').matchAll(/([^\s,"'[\]]+)/g)) {
      const path = word!.replace(/^filesystem:(?:\.\/)?/, '').replace(/\/$/, '')
      folders.push(...(word!.startsWith('classpath:') ? [`src/main/resources/${word!.slice(10)}`] : [path]))
    }
  return folders
}
