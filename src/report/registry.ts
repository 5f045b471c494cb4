import { dotFormat } from './formats/dot.ts'
import { htmlFormat } from './formats/html.ts'
import { jsonFormat } from './formats/json.ts'
import { markdownFormat } from './formats/markdown.ts'
import { mermaidFormat } from './formats/mermaid.ts'
import { prettyFormat } from './formats/pretty.ts'
import { svgFormat } from './formats/svg.ts'
import type { ReportFormat } from './report.ts'

/** Every format of analyze, in the order in which help names them. */
export const reportFormats: readonly ReportFormat[] = [
  prettyFormat,
  jsonFormat,
  markdownFormat,
  mermaidFormat,
  dotFormat,
  svgFormat,
  htmlFormat,
]
