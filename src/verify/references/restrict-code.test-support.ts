import { expect } from 'vitest'

/** What RESTRICT refuses with: 23503 up to PostgreSQL 17, a code of its own from 18 on. Whatever else a foreign key refuses is 23503. */
export const restrictCodes = '23(?:503|001)'

export const restrictCode: unknown = expect.stringMatching(new RegExp(`^${restrictCodes}$`))
