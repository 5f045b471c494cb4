import type pg from 'pg'
import type { ChangeOutcome, ReleaseOutcome, ServiceDescription } from '../../../runtime/index.ts'
import { changeKey, releaseKey } from '../../../runtime/index.ts'
import type { OracleSystem } from './oracle-system.test-support.ts'
import { stepOn } from './run-transaction.test-support.ts'
import type { Scenario, Step } from './scenarios.test-support.ts'
import type { Variant } from './variants.test-support.ts'
import { testPool } from '../../scratch/test-pool.test-support.ts'

/** `ok`, or the SQLSTATE and the constraint that one of the steps was refused with. */
export interface AskedVerdict {
  readonly verdict: string
  readonly constraint?: string | undefined
}

/** Does a scenario step by step: what services have to agree to is asked for, as the service's own role. */
export async function askServices(
  { urls, asked }: OracleSystem,
  variants: readonly Variant[],
  { steps }: Scenario,
): Promise<ReadonlyMap<string, AskedVerdict>> {
  const pool = testPool(urls.referenced, 10)
  try {
    const each = variants.map(async (variant) => [variant.name, await askSteps(pool, asked!, variant, steps)] as const)
    return new Map(await Promise.all(each))
  } finally {
    await pool.end()
  }
}

async function askSteps(
  pool: pg.Pool,
  service: ServiceDescription,
  variant: Variant,
  steps: readonly Step[],
): Promise<AskedVerdict> {
  for (const { sql, asked } of steps) {
    if (asked === undefined) {
      await pool.query(stepOn(variant, sql))
      continue
    }
    const answer = await ask(pool, service, variant, asked)
    if (answer.outcome === 'refused') return { verdict: answer.code ?? answer.message, constraint: answer.constraint }
    if (answer.outcome !== 'released' && answer.outcome !== 'changed') return { verdict: answer.outcome }
  }
  return { verdict: 'ok' }
}

function ask(
  pool: pg.Pool,
  { home, publishes }: ServiceDescription,
  variant: Variant,
  { key, becomes }: NonNullable<Step['asked']>,
): Promise<ReleaseOutcome | ChangeOutcome> {
  const { key: name, columns } = publishes.find(({ relation }) => relation[1] === variant.name)!
  const inOrder = (values: readonly number[]) => columns.map((column) => values[['a', 'b'].indexOf(column)])
  const options = { patience: 300_000 }
  return becomes === undefined
    ? releaseKey(pool, { home, name }, inOrder(key), options)
    : changeKey(pool, { home, name }, inOrder(key), inOrder(becomes), options)
}
