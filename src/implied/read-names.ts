import { readColumnName } from './column-name.ts'
import type { Scene, SceneRelation } from './scene.ts'
import type { NameRead } from './name-read.ts'
import { readings } from './signal-registry.ts'

/** Reads the names of columns. Tables have many columns of the same name: what words alone decide is read once. */
export class NameReader {
  readonly #scene: Scene
  /** By name, then in the order of the registry; undefined for what depends on the relation. */
  readonly #known = new Map<string, readonly (readonly NameRead[] | undefined)[]>()

  constructor(scene: Scene) {
    this.#scene = scene
  }

  /** Every way to read the name of a column, in the order of the registry. */
  read(owner: SceneRelation, name: string, visit: (read: NameRead) => void): void {
    const known = this.#known.get(name) ?? this.#remember(owner, name)
    for (let place = 0; place < known.length; place++) {
      const reads = known[place]
      if (reads === undefined) this.#readFor(owner, name, place, visit)
      else for (const read of reads) visit(read)
    }
  }

  /** The same, less what it told before of another column of this name. */
  readNew(owner: SceneRelation, name: string, visit: (read: NameRead) => void): void {
    const known = this.#known.get(name)
    if (known === undefined) return this.read(owner, name, visit)
    for (let place = 0; place < known.length; place++)
      if (known[place] === undefined) this.#readFor(owner, name, place, visit)
  }

  #readFor(owner: SceneRelation, name: string, place: number, visit: (read: NameRead) => void): void {
    readings[place]!.read(readColumnName(name), owner, this.#scene, visit)
  }

  #remember(owner: SceneRelation, name: string): readonly (readonly NameRead[] | undefined)[] {
    const known = readings.map(({ byWordsAlone }, place) => {
      if (!byWordsAlone) return undefined
      const reads: NameRead[] = []
      this.#readFor(owner, name, place, (read) => reads.push(read))
      return reads
    })
    this.#known.set(name, known)
    return known
  }
}
