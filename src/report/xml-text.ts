// XML 1.0 has no way to write most control characters and lone surrogates.
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** A text that XML can carry: what it cannot is shown as U+FFFD. */
export function xmlText(text: string): string {
  return text.replace(forbidden, '\uFFFD')
}
