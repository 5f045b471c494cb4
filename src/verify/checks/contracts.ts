import { nameKey } from '../../core/identifier.ts'
import type { Check, CheckInput } from '../check.ts'
import { checkAnswers } from '../contracts/check-answers.ts'
import { checkComplete } from '../contracts/check-complete.ts'
import { checkDocuments } from '../contracts/check-documents.ts'
import { checkMessages } from '../contracts/check-messages.ts'
import type { ContractFiles } from '../contracts/contract-files.ts'
import { readContracts } from '../contracts/contract-files.ts'
import { SchemaCompiler } from '../contracts/json-schemas.ts'
import { overhear } from '../contracts/overhear.ts'

const shown = 20

/** Documents between services are valid, agree with the plan, and say what is really sent and answered. */
export const contracts: Check = {
  id: 'contracts',
  async check(input) {
    const { plan, artifacts, loaded, tell } = input
    tell('reading the contracts between services')
    const files = readContracts(artifacts)
    const compiler = await SchemaCompiler.load()
    const faults = [...files.faults, ...checkDocuments(files, compiler), ...checkComplete(plan, files)]
    const notChecked: string[] = []
    if ((await loaded()).failures.length > 0)
      notChecked.push('what is really sent: a service\u2019s files do not load, so nothing can be written to it')
    else if (plan.contracts.length > 0) {
      const real = await checkReal(input, files, compiler)
      faults.push(...real.faults)
      notChecked.push(...real.notChecked)
    }
    const details = faults.slice(0, shown)
    if (faults.length > shown) details.push(`and ${faults.length - shown} more`)
    return { passed: faults.length === 0, details, notChecked }
  },
}

async function checkReal(
  input: CheckInput,
  files: ContractFiles,
  compiler: SchemaCompiler,
): Promise<{ readonly faults: readonly string[]; readonly notChecked: readonly string[] }> {
  const arena = await input.arena()
  if (arena.difference !== undefined) return { faults: [], notChecked: [] }
  input.tell('listening to what services say to each other')
  const told = new Set(input.plan.contracts.map(({ schema, relation }) => nameKey(schema, relation)))
  return overhear(arena, told, input.limits.seed, async (heard, split) => {
    const { faults, unheard } = checkMessages(files, heard, compiler)
    const answers = await checkAnswers(input, files, heard.events, split, compiler)
    const left = unheard.length === 0 ? [] : [`${unheard.join(', ')} as really sent: none came of ${heard.statements} statements`] // prettier-ignore
    return { faults: [...faults, ...answers], notChecked: left }
  })
}
