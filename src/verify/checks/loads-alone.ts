import type { Check } from '../check.ts'

/** The migrations of each service load into an empty database, without those of any other. */
export const loadsAlone: Check = {
  id: 'loads-alone',
  async check({ loaded }) {
    const { failures } = await loaded()
    return { passed: failures.length === 0, details: failures, notChecked: [] }
  },
}
