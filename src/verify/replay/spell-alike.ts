/** The same text for whatever may be one key to some type or collation: 1.0 and 1.00, 'Ab' and 'ab  '. */
export function spellAlike(value: string): string {
  const text = value.trim().toLowerCase()
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? plainNumber(text) : text
}

function plainNumber(text: string): string {
  const [, sign, whole, places = ''] = /^([+-]?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(text)!
  const number = places === '' ? whole! : `${whole!}.${places}`
  return sign === '-' && number !== '0' ? `-${number}` : number
}
