import type { Domain } from '../xml.ts'

/** As whom a guest's emulator is to run. */
export interface DacRequest {
  /** `none`: as the process that starts it. */
  type: 'dynamic' | 'static' | 'none'
  /** `user:group`, names or `+` and numbers, where the definition has them. */
  label?: string
  /** Whether the guest's files are given to that user while it runs. */
  relabel: boolean
}

export function dacOf({ seclabel }: Pick<Domain, 'seclabel'>): DacRequest {
  const found = seclabel.find(({ model }) => model === 'dac')
  if (!found) return { type: 'dynamic', relabel: true }
  const { type = 'dynamic', label, baselabel, relabel } = found
  return { type, label: type === 'static' ? label : baselabel, relabel: relabel ?? type === 'dynamic' }
}

/** The domain as it runs: its emulator's user and group stand in it, as libvirt shows them. */
export function labelled(domain: Domain, label: string): Domain {
  const found = domain.seclabel.find(({ model }) => model === 'dac')
  const { type = 'dynamic' as const, relabel = true, baselabel } = found ?? {}
  const live = { type, model: 'dac', relabel, label, imagelabel: relabel ? label : undefined, baselabel }
  return { ...domain, seclabel: [...domain.seclabel.filter((each) => each !== found), live] }
}
