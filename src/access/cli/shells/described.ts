import type { Offer } from '../verb.ts'

/** A verb, for completion scripts. */
export interface Described {
  name: string
  summary: string
  options: { flag: string; help: string; takesWord: boolean }[]
  /** What its arguments may be. */
  offers: Offer
}

/** Between single quotes of a shell. */
export function quoted(text: string): string {
  return text.replaceAll("'", "'\\''")
}

/** Whether a shell is to ask `lodge` for names. */
export function areNames(offers: Offer): offers is 'domains' | 'active' | 'inactive' {
  return offers === 'domains' || offers === 'active' || offers === 'inactive'
}
