import type { Emitter } from '../section.ts'

/** The user's own arguments, word by word. */
export const passedArguments: Emitter = ({ domain }) =>
  (domain.commandline?.arg ?? []).map(({ value }) => ({ make: 'option', option: value }))
