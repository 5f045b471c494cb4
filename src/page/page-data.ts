import type { Evidence } from '../core/diagnostic.ts'

/** A table, or whatever else stands at an end of something that crosses: a view, a routine, a role. */
export interface PageNode {
  /** As the room shows it: without the schema where the service has only one. */
  readonly label: string
  /** Qualified and quoted, as the command line takes it. */
  readonly name: string
  /** Index of the room in which the plan has it. */
  readonly room: number
  /** Only tables can be moved to another room. */
  readonly table: boolean
}

export interface PageRoom {
  /** '' for what no service has. */
  readonly name: string
  readonly schemas: readonly string[]
  readonly views: number
}

export interface PageReaction {
  readonly reaction: string
  readonly tier: number
  readonly because: readonly string[]
}

/** What ties two nodes: a foreign key, crossing or not, an implied reference, or another coupling. */
export interface PageLine {
  readonly kind: 'key' | 'implied' | 'coupling'
  /** A key's delete action, `implied`, or a coupling's kind. */
  readonly what: string
  readonly from: number
  readonly to: number
  readonly title: string
  /** The referencing columns, quoted where they must be; '' for what is no reference. */
  readonly through: string
  /** What more there is to say, in words: actions, confidence, resolution. */
  readonly notes: readonly string[]
  /** It needs something that is cut, wherever its two ends are. */
  readonly follows: boolean
  readonly evidence: Evidence
  readonly guard: string | null
  readonly delete: PageReaction | null
  readonly update: PageReaction | null
}

/** All that the page knows of a plan. Rooms, nodes and lines name each other by index. */
export interface PageData {
  readonly title: string
  readonly numbers: string
  /** What the command line takes as source, to be pasted; empty where it was standard input or a database. */
  readonly files: readonly string[]
  readonly rooms: readonly PageRoom[]
  readonly nodes: readonly PageNode[]
  readonly lines: readonly PageLine[]
  readonly diagnostics: readonly { readonly severity: string; readonly text: string; readonly hint: string; readonly place: string }[] // prettier-ignore
}

/** Node → room, which what-if changes. */
export type Rooms = readonly number[]

export const crosses = (line: PageLine, rooms: Rooms): boolean => line.follows || rooms[line.from] !== rooms[line.to]

/** What the legend tells apart: the delete actions, implied references, all other couplings. */
export const lineStyle = ({ kind, what }: PageLine): string => (kind === 'coupling' ? 'other' : what)
