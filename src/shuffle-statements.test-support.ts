import type { Catalog } from './catalog/catalog.ts'
import type { ObjectId } from './catalog/statement.ts'
import { nameKey } from './core/identifier.ts'
import { readCatalog } from './source/read-catalog.ts'
import { sourceFile } from './source/source-text.ts'

/** A random number generator with a seed: the same order again for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** For each statement, the objects that it makes, changes or needs; objects that share a name count as one. */
function touchedObjects(catalog: Catalog): Set<ObjectId>[] {
  const touched = catalog.statements.map(() => new Set<ObjectId>())
  const named = new Map<string, ObjectId>()
  const first = catalog.objects.map(({ id, schema, name }) => {
    const key = nameKey(schema, name)
    if (!named.has(key)) named.set(key, id)
    return named.get(key)!
  })
  const touch = (statement: number, ...objects: ObjectId[]) => {
    for (const object of objects) touched[statement]!.add(first[object]!)
  }
  const referenced = new Map<ObjectId, ObjectId[]>()
  for (const object of catalog.objects) {
    touch(object.statement, object.id, ...(object.of === undefined ? [] : [object.of]))
    const schema = named.get(nameKey('', object.schema))
    if (schema !== undefined) touch(object.statement, schema)
    for (const use of object.uses) touch(use.statement, use.to, object.id)
    if (object.kind !== 'foreign-key') continue
    touch(object.statement, object.referenced)
    referenced.set(object.of, [...(referenced.get(object.of) ?? []), object.referenced])
  }
  for (const { id, effects } of catalog.statements)
    for (const { object, verb } of effects) {
      const whole = catalog.objects[object]!.of
      touch(id, object, ...(whole === undefined ? [] : [whole]))
      // Rows go in after the rows that they reference.
      if (verb === 'data') touch(id, ...(referenced.get(object) ?? []))
    }
  return touched
}

/**
 * The statements of a script in another order that is as valid: of two that touch the same object the first stays first, and
 * nothing passes a statement of the session (SET, psql lines) or one that could not be read.
 */
export async function shuffleStatements(text: string, seed: number): Promise<string> {
  const bytes = Buffer.from(text)
  const { catalog } = await readCatalog({ files: [sourceFile('shuffled.sql', bytes)] })
  const touched = touchedObjects(catalog)
  const random = randomFrom(seed)
  const pieces: string[] = []
  let barrier = 0
  const flush = (end: number) => {
    const left = catalog.statements.slice(barrier, end)
    while (left.length > 0) {
      const blocked = new Set<ObjectId>()
      const ready: number[] = []
      for (const [at, statement] of left.entries()) {
        const objects = touched[statement.id]!
        if (![...objects].some((object) => blocked.has(object))) ready.push(at)
        for (const object of objects) blocked.add(object)
      }
      const [next] = left.splice(ready[Math.floor(random() * ready.length)]!, 1)
      pieces.push(bytes.toString('utf8', next!.start, next!.end))
    }
  }
  for (const [at, statement] of catalog.statements.entries()) {
    if (statement.nature === 'object') continue
    flush(at)
    pieces.push(bytes.toString('utf8', statement.start, statement.end))
    barrier = at + 1
  }
  flush(catalog.statements.length)
  return `${pieces.map((piece) => piece.trim()).join('\n')}\n`
}
