import type { NeededPath } from '../../qemu/plan.ts'
import type { Domain } from '../xml.ts'

/** Files that QEMU reads before the guest runs. */
export function bootFiles({ os, sysinfo }: Pick<Domain, 'os' | 'sysinfo'>): NeededPath[] {
  const files = [
    { path: os.loader?.path, what: 'firmware' },
    { path: os.nvram?.template, what: 'template of the firmware variables' },
    { path: os.kernel, what: 'kernel' },
    { path: os.initrd, what: 'initrd' },
    { path: os.dtb, what: 'device tree' },
    { path: os.shim, what: 'shim' },
    ...(os.acpi?.table ?? []).map(({ path }) => ({ path, what: 'ACPI table' })),
    ...sysinfo.flatMap(({ kind }) =>
      kind.type === 'fwcfg' ? kind.entry.map(({ name, file }) => ({ path: file, what: `firmware entry ${name}` })) : [],
    ),
  ]
  return files.flatMap(({ path, what }) => (path === undefined ? [] : [{ path, what, access: 'read' as const }]))
}
