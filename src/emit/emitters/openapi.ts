import { printYaml } from '../../print/yaml.ts'
import { openApiDocument } from '../contracts/openapi-document.ts'
import { findServiceContracts } from '../contracts/service-contracts.ts'
import type { Emitter } from '../emitter.ts'

/** Per service that others may ask, how. */
export const openApi: Emitter = {
  id: 'openapi',
  *emit({ plan }) {
    for (const service of findServiceContracts(plan)) {
      if (service.answers.length === 0) continue
      const path = `${service.folder}/contracts/openapi.yaml`
      yield { path, text: printYaml(openApiDocument(service)), kind: 'generated' }
    }
  },
}
