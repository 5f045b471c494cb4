import { ownerOf } from '../../boundary/boundary.ts'
import { displayName, evidenceAt, objectsOf } from '../../catalog/catalog.ts'
import type { CatalogObject } from '../../catalog/object.ts'
import { couplingOfUse, crossingUses } from '../crossing-use.ts'
import type { Coupling } from '../coupling.ts'
import type { Detector } from '../detector.ts'

const typeRoles = new Set(['column-type', 'argument-type', 'result-type', 'type-base'])

/** Types that several services use (each gets a copy), and row types of another service's relation (which cannot be copied). */
export const type: Detector = {
  kind: 'type',
  *detect(catalog, boundary) {
    for (const relation of objectsOf(catalog, 'relation'))
      for (const crossing of crossingUses(catalog, boundary, relation))
        if (crossing.use.role === 'column-type' && crossing.target.kind !== 'type')
          yield couplingOfUse(catalog, 'type', crossing, `The column is left out: it has the row type of a relation of ${crossing.to}. Use a composite type of its own.`, true) // prettier-ignore
    const homes = homeServices(catalog.objects, boundary.owners)
    for (const user of catalog.objects) {
      if (user.dropped) continue
      const from = ownerOf(boundary, user.id)
      const told = new Set<number>()
      for (const use of user.uses) {
        const target = catalog.objects[use.to]!
        if (target.kind !== 'type' || !typeRoles.has(use.role) || told.has(target.id)) continue
        const home = homes(target)
        if (home === undefined || from === '' || boundary.owners[user.id]!.includes(home)) continue
        told.add(target.id)
        const coupling: Coupling = {
          kind: 'type',
          from: { service: from, object: displayName(catalog, user) },
          to: { service: home, object: displayName(catalog, target) },
          evidence: evidenceAt(catalog, use.statement, use.at),
          outcome: 'copied',
          resolution: `Given to ${boundary.owners[target.id]!.join(' and ')}: from then on each has its own, and they can drift apart.`,
          object: user.id,
          target: target.id,
        }
        yield coupling
      }
    }
  },
}

/** The one service of a type's schema; undefined where services share the schema, or none has relations in it. */
function homeServices(
  objects: readonly CatalogObject[],
  owners: readonly (readonly string[])[],
): (type: CatalogObject) => string | undefined {
  const bySchema = new Map<string, Set<string>>()
  for (const object of objects) {
    if (object.kind !== 'relation' || object.dropped) continue
    let set = bySchema.get(object.schema)
    if (set === undefined) bySchema.set(object.schema, (set = new Set()))
    for (const owner of owners[object.id]!) set.add(owner)
  }
  return (object) => {
    const home = bySchema.get(object.schema)
    return home?.size === 1 ? [...home][0] : undefined
  }
}
