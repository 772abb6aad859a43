import type { Emitter } from '../section.ts'

export const smpOption: Emitter = ({ domain }) => {
  const count = domain.vcpu?.count ?? 1
  return [{ make: 'keyval', option: '-smp', head: String(count), props: { sockets: count, cores: 1, threads: 1 } }]
}
