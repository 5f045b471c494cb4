/** What a configuration may be called; the first is what we call it. */
export const configNames: readonly string[] = [
  'fountain-split.yaml',
  'fountain-split.yml',
  'fountain-split.json',
  'fountain-split.js',
  'fountain-split.mjs',
  'fountain-split.ts',
]
