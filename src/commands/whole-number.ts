import { InvalidArgumentError } from 'commander'

/** An option's number. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('A whole number from 1.')
  return Number(text)
}
