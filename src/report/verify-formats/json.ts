import type { VerifyFormat } from '../verify-format.ts'

/** Described by schemas/verify.schema.json. */
export const json: VerifyFormat = {
  id: 'json',
  terminal: false,
  render: (verdict) => [`${JSON.stringify(verdict, null, 2)}\n`],
}
