import { kernelFiles } from './kernel-files.ts'

const modules = { apparmor: 'AppArmor', selinux: 'SELinux' } as const

/** The security module that confines programs on this host besides owners and modes; undefined where none does. */
export function confinement(root = ''): string | undefined {
  const loaded = kernelFiles(root).line('/sys/kernel/security/lsm')?.split(',') ?? []
  const found = (Object.keys(modules) as (keyof typeof modules)[]).find((each) => loaded.includes(each))
  return found && modules[found]
}
