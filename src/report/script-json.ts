// `<` would end the script or begin a comment; the rest terminals, editors and old parsers obey.
const risky = /[<>&\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g

/** JSON that can stand in an HTML script element, whatever the value holds. Control characters are escapes. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    risky,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Text that HTML shows as it is, in an element or a quoted attribute. */
export function htmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
