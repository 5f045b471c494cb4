import type { Emitter } from '../emitter.ts'
import { describeServices } from '../references/describe-services.ts'
import { findServiceReferences } from '../references/service-references.ts'
import { serviceModules } from '../service-code/module-registry.ts'
import { printIndex } from '../service-code/print-index.ts'
import type { ServiceScene } from '../service-code/service-module.ts'
import { serviceFolders } from '../service-folders.ts'

/** Per service, its TypeScript: a file for each thing that it has to say, and `index.ts`, which puts them together. */
export const serviceCode: Emitter = {
  id: 'service-code',
  *emit(input) {
    const folders = serviceFolders(input.plan.services)
    const references = new Map(findServiceReferences(input).map((each) => [each.service, each]))
    const descriptions = new Map(describeServices(input, [...references.values()]).map((each) => [each.service, each]))
    for (const service of input.plan.services) {
      const { name } = service
      const scene: ServiceScene = {
        input,
        service,
        references: references.get(name),
        description: descriptions.get(name),
      }
      const made = serviceModules.flatMap(({ id, print }) => {
        const module = print(scene)
        return module === undefined ? [] : [{ id, ...module }]
      })
      if (made.length === 0) continue
      const path = (id: string) => `${folders.get(name)}/src/${id}.ts`
      for (const { id, text } of made) yield { path: path(id), text, kind: 'generated' }
      yield { path: path('index'), text: printIndex(scene, made), kind: 'generated' }
    }
  },
}
