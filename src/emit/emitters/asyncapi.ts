import { printYaml } from '../../print/yaml.ts'
import { asyncApiDocument } from '../contracts/asyncapi-document.ts'
import { findServiceContracts, tellsOthers } from '../contracts/service-contracts.ts'
import type { Emitter } from '../emitter.ts'

/** Per service, which events it sends and receives, and what it says about releases. */
export const asyncApi: Emitter = {
  id: 'asyncapi',
  *emit({ plan }) {
    for (const service of findServiceContracts(plan)) {
      if (!tellsOthers(service)) continue
      const path = `${service.folder}/contracts/asyncapi.yaml`
      yield { path, text: printYaml(asyncApiDocument(service)), kind: 'generated' }
    }
  },
}
