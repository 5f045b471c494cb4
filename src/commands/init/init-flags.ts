import type { SharedOptions } from '../shared-options.ts'

export interface InitFlags extends SharedOptions {
  readonly yes?: boolean
  readonly force?: boolean
  readonly services?: number
  readonly layout: 'databases' | 'schemas'
  readonly baseline: boolean
}
