/**
 * What a change is made to, or an answer taken from: what runs, what is defined, or both; where nothing is said, what runs
 * where it runs, and otherwise what is defined.
 */
export interface Impact {
  live?: boolean
  config?: boolean
}
