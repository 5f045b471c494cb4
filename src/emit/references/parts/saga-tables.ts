import { createSagaTables } from '../../reference-sql/saga-home-sql.ts'
import type { PartMaker } from '../part-maker.ts'

export const sagaTables: PartMaker = {
  id: 'saga-tables',
  per: 'service',
  make({ home, creations }) {
    if (creations.length === 0) return []
    const comment = [
      'Sagas: what is made together with other services, step by step; the worker of src/operations.ts brings it forward.',
    ]
    return [{ id: 'saga-tables', comment, statements: createSagaTables(home), undo: [] }]
  },
}
