import type { Section } from '../section.ts'

export const clock: Section = {
  complete({ domain }) {
    domain.clock ??= {}
    domain.clock.offset ??= 'utc'
  },
}
