/** What makes a guest another one than those that are tried everywhere: libvirt's names and words for it, in its order. */
export const taints = {
  'custom-argv': 'custom configuration parameters specified',
  'custom-monitor': 'custom monitor control commands issued',
  'high-privileges': 'running with undesirable elevated privileges',
  'shell-scripts': 'network configuration using opaque shell scripts',
  'host-cpu': 'potentially unsafe use of host CPU passthrough',
  'cdrom-passthrough': 'use of host cdrom passthrough',
  'custom-dtb': 'custom device tree blob used',
  'custom-ga-command': 'custom guest agent control commands issued',
  'custom-hypervisor-feature': 'hypervisor feature autodetection override',
  'deprecated-config': 'use of deprecated configuration settings',
  'custom-device': 'custom device configuration',
} as const

export type Taint = keyof typeof taints

/** Of one run of a guest. */
export interface Remarks {
  taints: readonly Taint[]
  /** What of it QEMU is about to drop. */
  deprecations: readonly string[]
}

/** Each once, in libvirt's order; a name that a newer Lodge has written is left out. */
export function inOrder(some: Iterable<Taint>): Taint[] {
  const set = new Set(some)
  return (Object.keys(taints) as Taint[]).filter((taint) => set.has(taint))
}
