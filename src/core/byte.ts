// ASCII characters that texts are read by, byte for byte.
export const newline = 0x0a
export const blank = 0x20
export const doubleQuote = 0x22
export const dollar = 0x24
export const ampersand = 0x26
export const quote = 0x27
export const open = 0x28
export const close = 0x29
export const star = 0x2a
export const comma = 0x2c
export const minus = 0x2d
export const point = 0x2e
export const slash = 0x2f
export const semicolon = 0x3b
export const openBracket = 0x5b
export const backslash = 0x5c
export const closeBracket = 0x5d
