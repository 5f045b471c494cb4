import { FountainError } from '../../core/fountain-error.ts'
import type { SplitPlan } from '../../plan/split-plan.ts'
import { drawKeys, drawServices } from '../draw-dot.ts'
import type { ReportFormat } from '../report.ts'
import { xmlText } from '../xml-text.ts'

/** With more keys a drawing of each is neither read nor made in seconds: services and numbers are drawn. */
const mostKeys = 500

async function* render(plan: SplitPlan): AsyncGenerator<string> {
  const { instance } = await import('@viz-js/viz')
  const draw = plan.references.length > mostKeys ? drawServices : drawKeys
  const result = (await instance()).render([...draw(plan)].join(''), { format: 'svg' })
  if (result.status === 'failure')
    throw new FountainError('undrawable', 'Graphviz could not draw this split', {
      hint: `It says: ${result.errors.map(({ message }) => message).join('; ')}. The format html draws without it.`,
      exitCode: 70,
    })
  yield xmlText(result.output)
}

export const svgFormat: ReportFormat = { id: 'svg', terminal: false, render }
