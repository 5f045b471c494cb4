import { stringify } from 'yaml'

/** A document as YAML: long texts folded, nothing abbreviated, and quoted where any reader, an old one too, would take it for more. */
export function printYaml(document: unknown): string {
  return stringify(document, { lineWidth: 120, aliasDuplicateObjects: false, compat: 'yaml-1.1', singleQuote: true })
}
