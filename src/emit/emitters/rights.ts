import { objectsOf } from '../../catalog/catalog.ts'
import { quoteName } from '../../core/identifier.ts'
import { sqlComment } from '../../print/sql-comment.ts'
import type { Emitter } from '../emitter.ts'

const head = [
  'What each service may do where all share a database: read and write its own schemas, and nothing of another’s.',
  'Run this after the migrations, and again after each new one; running it again changes nothing.',
]

/** In `layout: schemas`, the rights of each service's role. */
export const rights: Emitter = {
  id: 'rights',
  *emit({ catalog, plan }) {
    if (plan.layout !== 'schemas') return
    const shared = new Set(objectsOf(catalog, 'schema').map(({ name }) => name))
    const services = plan.services.map(({ name, role, schemas }) => {
      const copied = plan.copies.filter(({ service, to }) => service === name && !shared.has(to)).map(({ to }) => to)
      const own = [...new Set([...schemas, ...copied])].map(quoteName).join(', ')
      const to = quoteName(role)
      if (own === '') return ''
      return [
        sqlComment([`Service ${name}`]),
        `GRANT USAGE ON SCHEMA ${own} TO ${to};`,
        `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${own} TO ${to};`,
        `GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${own} TO ${to};`,
        `GRANT EXECUTE ON ALL ROUTINES IN SCHEMA ${own} TO ${to};`,
      ].join('\n')
    })
    const text = [sqlComment(head), ...services.filter((service) => service !== '')].join('\n\n')
    yield { path: 'cluster/rights.sql', text: `${text}\n`, kind: 'generated' }
  },
}
