import { drawKeys } from '../draw-dot.ts'
import type { ReportFormat } from '../report.ts'

export const dotFormat: ReportFormat = { id: 'dot', terminal: false, render: drawKeys }
