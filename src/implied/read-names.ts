import { glueWords, splitWords } from './name-words.ts'
import type { Scene, SceneRelation } from './scene.ts'
import type { Reading } from './signal.ts'
import { readings } from './signal-registry.ts'

/** One way to read a column's name. */
export interface NameRead {
  readonly glued: string
  /** How many letters its words have. */
  readonly letters: number
  readonly weight: number
  readonly because: string
}

/** Reads the names of columns. Tables have many columns of the same name: what words alone decide is read once. */
export class NameReader {
  readonly #scene: Scene
  readonly #known = readings.map(() => new Map<string, readonly NameRead[]>())

  constructor(scene: Scene) {
    this.#scene = scene
  }

  /** Every way to read the name of a column, in the order of the registry. */
  read(owner: SceneRelation, name: string, visit: (read: NameRead) => void): void {
    for (let place = 0; place < readings.length; place++) {
      const reading = readings[place]!
      if (!reading.byWordsAlone) this.#readAnew(reading, owner, name, visit)
      else for (const read of this.#remembered(place, owner, name)) visit(read)
    }
  }

  #remembered(place: number, owner: SceneRelation, name: string): readonly NameRead[] {
    const known = this.#known[place]!
    let reads = known.get(name)
    if (reads === undefined) {
      const found: NameRead[] = []
      this.#readAnew(readings[place]!, owner, name, (read) => found.push(read))
      known.set(name, (reads = found))
    }
    return reads
  }

  #readAnew(reading: Reading, owner: SceneRelation, name: string, visit: (read: NameRead) => void): void {
    reading.read(splitWords(name), owner, this.#scene, (words, weight, because) => {
      let letters = 0
      for (const word of words) letters += word.length
      visit({ glued: glueWords(words), letters, weight, because })
    })
  }
}
