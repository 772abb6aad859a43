import type { FirmwareTables } from '../../../model/qemu/host.ts'
import { type KernelFiles, kernelFiles } from './kernel-files.ts'

const folder = '/sys/class/dmi/id'

/** What the firmware tells of the machine; serial numbers are for root only. */
export function firmwareTables(files: KernelFiles = kernelFiles()): FirmwareTables {
  const names = files.names(folder).filter((name) => /^(bios|sys|product|board|chassis)_\w+$/.test(name))
  return Object.fromEntries(names.map((name) => [name, files.line(`${folder}/${name}`)?.replace(/\p{Cc}/gu, '')]))
}

/** What stays the same as long as this system is installed; undefined where it has no such name. */
export function installationId(files: KernelFiles = kernelFiles()): string | undefined {
  return files.line('/etc/machine-id')
}
