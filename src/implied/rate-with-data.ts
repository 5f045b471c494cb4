const many = 20
const mayBeOrphans = 0.02

/** How sure a reference is once its data were looked at, and what they said. */
export function rateWithData(
  confidence: number,
  { values, missing }: { readonly values: number; readonly missing: number },
): { confidence: number; because: string } {
  if (values === 0) return { confidence, because: 'no value to check' }
  const share = missing / values
  const because = missing === 0 ? `all ${values} values looked at have a row` : `${missing} of ${values} values looked at have no row` // prettier-ignore
  // Few small numbers are among any numbers; many that are not cannot all be mistakes.
  const weight = missing === 0 ? (values < many ? 0.3 : 1) : share <= mayBeOrphans ? 0.2 : -1 - 6 * share
  const sure = Math.min(confidence, 0.995)
  const odds = Math.log(sure / (1 - sure)) + weight
  return { confidence: Math.round(100 / (1 + Math.exp(-odds))) / 100, because }
}
