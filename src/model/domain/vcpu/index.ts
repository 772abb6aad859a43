import type { Section } from '../section.ts'

export const vcpu: Section = {
  complete({ domain }) {
    domain.vcpu ??= {}
    domain.vcpu.count ??= 1
    domain.vcpu.placement ??= 'static'
  },
}
