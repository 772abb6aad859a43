import type { Section } from '../section.ts'
import { devicesOf } from '../world.ts'

export const os: Section = {
  complete({ domain }) {
    const ordered = devicesOf(domain).some(({ device }) => 'boot' in device)
    if (!ordered && domain.os.boot.length === 0) domain.os.boot.push({ dev: 'hd' })
  },
}
