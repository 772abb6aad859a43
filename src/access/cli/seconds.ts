import { InvalidArgumentError } from 'commander'

const most = 999_999

/** For options: a whole number of seconds. */
export function seconds(text: string): number {
  return wholeNumber(text, 'seconds')
}

export function wholeNumber(text: string, what: string): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (number > 0) return number
  throw new InvalidArgumentError(`it is a number of ${what}, from 1 to ${most}`)
}
