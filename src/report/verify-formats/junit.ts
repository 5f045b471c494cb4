import junitReportBuilder, { type Builder } from 'junit-report-builder'
import type { VerifyFormat } from '../verify-format.ts'
import { xmlText } from '../xml-text.ts'

/** A suite of one case a check; what was not made is skipped. */
export const junit: VerifyFormat = {
  id: 'junit',
  terminal: false,
  render({ checks, leftOut, replay, concurrent }) {
    // The package exports the builder itself; its types say a module that holds it.
    const builder = (junitReportBuilder as unknown as Builder).newBuilder().name('fountain-split verify')
    const suite = builder.testSuite().name('verify')
    if (replay !== null) suite.property('seed', String(replay.seed)).property('operations', String(replay.operations))
    if (concurrent !== null)
      suite.property('concurrent.operations', String(concurrent.operations)).property('concurrent.clients', String(concurrent.clients)) // prettier-ignore
    if (leftOut.length > 0) {
      const lines = leftOut.map(({ file, line, message }) => `${file}:${line}: ${message}`)
      suite.testCase().className('verify').name('source-loads').skipped().standardOutput(xmlText(`left out on both sides:\n${lines.join('\n')}`)) // prettier-ignore
    }
    for (const { id, passed, details, notChecked, story = [] } of checks) {
      const testCase = suite.testCase().className('verify').name(id)
      if (passed === null) testCase.skipped()
      if (passed === false) testCase.failure(xmlText([...details, ...story].join('\n')), 'difference')
      if (notChecked.length > 0) testCase.standardOutput(xmlText(`not checked:\n${notChecked.join('\n')}`))
    }
    return [`${builder.build()}\n`]
  },
}
