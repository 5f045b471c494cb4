import type { Check } from '../check.ts'
import { judgeIsolation } from '../isolation/judge-isolation.ts'
import { demandSuperuser } from '../scratch/demand-superuser.ts'

const shown = 20

/** What is another service's, or stands in the place of references, is closed to a service's roles; what is its own is open. */
export const isolation: Check = {
  id: 'isolation',
  async check({ catalog, plan, loaded: load, tell }) {
    const loaded = await load()
    if (loaded.failures.length > 0)
      return { passed: null, details: [], notChecked: ['a service\u2019s files do not load: its roles have no rights yet'] } // prettier-ignore
    await demandSuperuser(loaded.original.database.url)
    tell('trying what the services\u2019 roles may do')
    const { faults, bySource } = await judgeIsolation({ catalog, plan }, loaded)
    const details = faults.slice(0, shown)
    if (faults.length > shown) details.push(`and ${faults.length - shown} more`)
    return { passed: faults.length === 0, details, notChecked: bySource }
  },
}
