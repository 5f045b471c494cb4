import type { Check } from '../check.ts'
import { checkComplete } from '../contracts/check-complete.ts'
import { checkDocuments } from '../contracts/check-documents.ts'
import { readContracts } from '../contracts/contract-files.ts'
import { SchemaCompiler } from '../contracts/json-schemas.ts'

const shown = 20

/** Documents between services are valid, agree with the plan, and say what is really sent and answered. */
export const contracts: Check = {
  id: 'contracts',
  async check({ plan, artifacts, tell }) {
    tell('reading the contracts between services')
    const files = readContracts(artifacts)
    const compiler = await SchemaCompiler.load()
    const faults = [...files.faults, ...checkDocuments(files, compiler), ...checkComplete(plan, files)]
    const details = faults.slice(0, shown)
    if (faults.length > shown) details.push(`and ${faults.length - shown} more`)
    return { passed: faults.length === 0, details, notChecked: [] }
  },
}
