import type { Emitter } from '../section.ts'

export const cpuOption: Emitter = ({ domain }) =>
  domain.cpu?.model?.name ? [{ make: 'keyval', option: '-cpu', head: domain.cpu.model.name, props: {} }] : []
