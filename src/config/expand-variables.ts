/** A text with each `${NAME}` replaced from the environment, or the names that are not set there, or empty. */
export function expandVariables(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly text: string; readonly missing: readonly string[] } {
  const missing: string[] = []
  const expanded = text.replace(/\$\{([A-Za-z_]\w*)\}/g, (_, name: string) => {
    const value = environment[name] ?? ''
    if (value === '') missing.push(name)
    return value
  })
  return { text: expanded, missing: [...new Set(missing)] }
}
