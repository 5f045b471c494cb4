import { visible } from '../core/visible-text.ts'

/** Text as SQL comment lines, each `-- …`: nothing in it can end the comment. Empty lines become `--`. */
export function sqlComment(lines: readonly string[]): string {
  return lines.map((line) => `-- ${visible(line)}`.trimEnd()).join('\n')
}
