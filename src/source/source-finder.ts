/** The folder in which a project keeps its schema, as finders look at it; paths from it, with forward slashes. */
export interface ProjectFolder {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Files that fit one of the patterns, sorted; never those of dependencies, or hidden ones. */
  readonly list: (patterns: readonly string[]) => Promise<readonly string[]>
  /** The beginning of a file (up to 64 KB); '' where there is none, or none that can be read. */
  readonly read: (path: string) => Promise<string>
}

/** Somewhere that a schema can be read from. */
export interface FoundSource {
  /** As `source` of the configuration takes it: a file or folder from the project's, or a URL. */
  readonly sources: readonly string[]
  /** What it is, in a few words: `Rails' structure.sql`. */
  readonly what: string
}

/** Something that tells of a schema, but holds no SQL. */
export interface UnreadableFind {
  readonly path: string
  /** What to do instead; a sentence. */
  readonly advice: string
}

export interface Findings {
  readonly found?: readonly FoundSource[]
  readonly unreadable?: readonly UnreadableFind[]
}

/** Knows where one tool keeps a schema. */
export interface SourceFinder {
  readonly id: string
  readonly find: (folder: ProjectFolder) => Promise<Findings>
}
