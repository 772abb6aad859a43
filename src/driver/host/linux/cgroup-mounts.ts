import { kernelFiles } from './kernel-files.ts'

/** Where groups of processes are made on this host: one tree for all controllers (v2), one for each (v1), or both. */
export interface CgroupMounts {
  /** A controller's folder; in the unified tree it is everybody's. */
  controllers: ReadonlyMap<Controller, { version: 1 | 2; folder: string }>
}

export const controllers = ['cpu', 'memory', 'blkio'] as const
export type Controller = (typeof controllers)[number]

/** What version 2 calls them. */
export const unifiedNames: Record<Controller, string> = { cpu: 'cpu', memory: 'memory', blkio: 'io' }

/** Only what is mounted for writing counts. */
export function cgroupMounts(root = ''): CgroupMounts {
  const kernel = kernelFiles(root)
  const found = new Map<Controller, { version: 1 | 2; folder: string }>()
  for (const line of kernel.text('/proc/self/mounts').split('\n')) {
    const [, at = '', type, options = ''] = line.split(' ')
    const words = options.split(',')
    if (words[0] !== 'rw') continue
    const folder = `${root}${at}`
    // A controller is in one tree alone: where both kinds are mounted, the unified one names those that are left to it.
    const available = type === 'cgroup2' ? kernel.text(`${at}/cgroup.controllers`).trim().split(' ') : words
    for (const controller of controllers) {
      if (type === 'cgroup2' && available.includes(unifiedNames[controller]))
        found.set(controller, { version: 2, folder })
      if (type === 'cgroup' && available.includes(controller)) found.set(controller, { version: 1, folder })
    }
  }
  return { controllers: found }
}
