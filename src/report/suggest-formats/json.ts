import type { SuggestFormat } from '../suggest-format.ts'

// Control characters that JSON allows but terminals obey; an escape means the same to every parser.
const unseen = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g

export const json: SuggestFormat = {
  id: 'json',
  terminal: false,
  *render(suggestion) {
    const text = JSON.stringify(suggestion, null, 2)
    yield `${text.replace(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`
  },
}
