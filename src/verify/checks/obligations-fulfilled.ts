import { keyInWords } from '../../core/object-key.ts'
import { findServiceReferences } from '../../emit/references/service-references.ts'
import { isReplaced, whyNotReplaced } from '../../plan/is-replaced.ts'
import type { Check } from '../check.ts'
import { demandedObjects } from '../obligations/demanded-objects.ts'
import { missingObligations } from '../obligations/demanded-obligations.ts'
import { missingCode } from '../obligations/missing-code.ts'

/** Every reference has its obligations, and every obligation what stands for it, in the loaded databases and in the code. */
export const obligationsFulfilled: Check = {
  id: 'obligations-fulfilled',
  async check({ catalog, plan, artifacts, loaded }) {
    const { parts } = await loaded()
    const found = new Map(parts.map(({ service, objects }) => [service, objects.map(({ key }) => key)]))
    const services = findServiceReferences({ catalog, plan })
    const replaced = new Set(plan.references.filter((each) => isReplaced(each)).map(({ id }) => id))
    const details: string[] = []
    for (const reference of plan.references)
      if (reference.guard !== null)
        for (const what of missingObligations(plan, reference))
          details.push(`nobody has to ${what} for ${reference.id}`)
    for (const obligation of plan.obligations) {
      const references = obligation.references.filter((id) => replaced.has(id))
      if (references.length === 0) continue
      const demanded = demandedObjects({ ...obligation, references }, services, plan)
      if (demanded.length === 0) details.push(`nothing stands for: ${obligation.id}`)
      for (const { service, begins } of demanded) {
        const keys = found.get(service) ?? found.get('all') ?? []
        if (!keys.some((key) => key === begins || (begins.endsWith('(') && key.startsWith(begins))))
          details.push(`${service} lacks ${keyInWords(begins)}, for: ${obligation.id}`)
      }
      details.push(...missingCode({ ...obligation, references }, services, plan, artifacts))
    }
    const notChecked = plan.references
      .filter(({ id }) => !replaced.has(id))
      .map((reference) => `${reference.id} is not replaced: ${whyNotReplaced(reference)}`)
    return { passed: details.length === 0, details, notChecked }
  },
}
