import { keyInWords } from '../../core/object-key.ts'
import type { CatalogDifference } from '../catalog/compare-catalogs.ts'
import { compareWithPlan } from '../catalog/compare-with-plan.ts'
import type { Check } from '../check.ts'

/** All services together are the original, less exactly what the plan says is gone, and with what stands in its place. */
export const catalogsEqual: Check = {
  id: 'catalogs-equal',
  async check({ catalog, plan, loaded }) {
    const { original, parts } = await loaded()
    const differences = compareWithPlan({ catalog, plan }, original.objects, parts)
    return { passed: differences.length === 0, details: differences.map(inWords), notChecked: [] }
  },
}

function inWords({ kind, identity, what, service, expected, found }: CatalogDifference): string {
  const object = keyInWords(`${kind} ${identity}`)
  const where = service === '' ? '' : ` in ${service}`
  if (what === 'missing') return `${object} is missing${where === '' ? ' everywhere' : where}`
  if (what === 'extra') return `${object} should not be${where}${expected === '' ? '' : ` (${expected})`}`
  return `${object} is different${where}: ${found} instead of ${expected}`
}
