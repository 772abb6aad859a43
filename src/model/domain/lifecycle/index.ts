import type { Section } from '../section.ts'

export const lifecycle: Section = {
  complete({ domain }) {
    domain.on_poweroff ??= 'destroy'
    domain.on_reboot ??= 'restart'
    domain.on_crash ??= 'destroy'
  },
}
