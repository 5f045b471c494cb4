import { printYaml } from '../../print/yaml.ts'
import { asyncApiDocument } from '../contracts/asyncapi-document.ts'
import { findServiceContracts } from '../contracts/service-contracts.ts'
import type { Emitter } from '../emitter.ts'

/** Per service, which events it sends and receives. */
export const asyncApi: Emitter = {
  id: 'asyncapi',
  *emit({ plan }) {
    for (const service of findServiceContracts(plan)) {
      if (service.sends.length + service.receives.length === 0) continue
      const path = `${service.folder}/contracts/asyncapi.yaml`
      yield { path, text: printYaml(asyncApiDocument(service)), kind: 'generated' }
    }
  },
}
