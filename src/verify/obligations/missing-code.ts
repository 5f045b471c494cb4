import type { Artifact } from '../../emit/artifact.ts'
import type { ServiceReferences } from '../../emit/references/service-references.ts'
import { serviceFolders } from '../../emit/service-folders.ts'
import type { Obligation } from '../../plan/obligation.ts'
import type { SplitPlan } from '../../plan/split-plan.ts'
import { demandedCode } from './demanded-code.ts'

/** What the code of who must fulfil an obligation lacks: sentences. */
export function missingCode(
  obligation: Obligation,
  services: readonly ServiceReferences[],
  plan: Pick<SplitPlan, 'references' | 'services'>,
  artifacts: readonly Artifact[],
): string[] {
  const folder = `${serviceFolders(plan.services).get(obligation.service)}/src`
  const textOf = (file: string) => artifacts.find(({ path }) => path === `${folder}/${file}`)?.text ?? ''
  const lacks: string[] = []
  for (const { file, text, words } of demandedCode(obligation, services, plan)) {
    const where = `in ${file}, for: ${obligation.id}`
    if (!textOf(file).includes(text)) lacks.push(`${obligation.service} lacks ${words} ${where}`)
    else if (file !== 'index.ts' && !textOf('index.ts').includes(`from './${file.replace('.ts', '.js')}'`))
      lacks.push(`${obligation.service} keeps to itself ${words} ${where}`)
  }
  return lacks
}
