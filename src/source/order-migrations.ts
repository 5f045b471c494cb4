import { compareNatural } from './natural-order.ts'

/** Flyway: `V1.2__name.sql`, `B3__baseline.sql`; undone by `U…`, which is no matter here. */
const versioned = /^([VB])(\d+(?:[._]\d+)*)__/
const repeatable = /^R__/
/** All others: a number, or several with points, before a word. */
const numbered = /^[vV]?(\d+(?:\.\d+)*)(?=$|[^\d.]|\.(?!\d))/

/** What sqitch.plan lists, by its folder; paths have forward slashes. */
export type SqitchPlans = ReadonlyMap<string, readonly string[]>

/**
 * The files of a folder in the order in which their tool applies them: numbers by value, folder by folder; Flyway's by
 * version wherever they stand, its repeatable ones last; Sqitch's as its plan lists them.
 */
export function orderMigrations(paths: readonly string[], plans: SqitchPlans = new Map()): string[] {
  const isFlyway = paths.some((path) => versioned.test(fileOf(path)))
  const sorted = [...paths].sort(isFlyway ? compareFlyway : compareNumbered)
  for (const [folder, changes] of plans) {
    const places = new Map(changes.map((change, position) => [`${folder}deploy/${change}.sql`, position]))
    const planned = sorted.filter((path) => places.has(path))
    const first = sorted.findIndex((path) => places.has(path))
    if (first === -1) continue
    planned.sort((a, b) => places.get(a)! - places.get(b)!)
    const others = sorted.filter((path) => !places.has(path))
    sorted.splice(0, sorted.length, ...others.slice(0, first), ...planned, ...others.slice(first))
  }
  return sorted
}

/** The names of changes in a sqitch.plan, in order: lines that are no pragma (%), tag (@) or comment (#). */
export function readSqitchPlan(text: string): string[] {
  return text.split('\n').flatMap((line) => /^\s*([^\s%@#]\S*)/.exec(line)?.[1] ?? [])
}

/** Flyway's version of a file; undefined where it has none. */
export function flywayVersion(
  path: string,
): { readonly kind: 'V' | 'B'; readonly numbers: readonly string[] } | undefined {
  const found = versioned.exec(fileOf(path))
  return found === null ? undefined : { kind: found[1] as 'V' | 'B', numbers: found[2]!.split(/[._]/) }
}

function compareFlyway(a: string, b: string): number {
  const order = Number(repeatable.test(fileOf(a))) - Number(repeatable.test(fileOf(b)))
  if (order !== 0) return order
  const [left, right] = [flywayVersion(a), flywayVersion(b)]
  if (left === undefined || right === undefined) return compareNatural(a, b)
  // A baseline stands for its version and those before it.
  return compareVersions(left.numbers, right.numbers) || (left.kind < right.kind ? -1 : 1) || compareNatural(a, b)
}

function compareNumbered(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] === right[i]) continue
    const [x, y] = [numbered.exec(left[i]!), numbered.exec(right[i]!)]
    const order = x === null || y === null ? 0 : compareVersions(x[1]!.split('.'), y[1]!.split('.'))
    return order || compareNatural(left[i]!, right[i]!)
  }
  return left.length - right.length
}

/** `1` before `1.1`, `1.9` before `1.10`. */
export function compareVersions(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = compareNatural(a[i] ?? '0', b[i] ?? '0')
    if (order !== 0) return order
  }
  return a.length - b.length
}

function fileOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
