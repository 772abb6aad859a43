import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Shmem } from './xml.ts'

export function checkShmem(shmem: Shmem, { qemu }: DeviceContext, report: Report): void {
  const { name, model, size, server, msi } = shmem
  const type = model?.type ?? 'ivshmem'
  if (!/^[^/]+$/.test(name) || name === '.' || name === '..') {
    report.invalid(shmem, `shared memory '${name.slice(0, 80)}': its name is one of a file, without '/'`)
  }
  if (size && (size.bytes < 2 ** 20 || !Number.isInteger(Math.log2(size.bytes)))) {
    report.invalid(shmem, `the size of shared memory is a power of two from 1 MiB on, not ${size.bytes} bytes`)
  }
  if (type === 'ivshmem') {
    report.unsupported(shmem, "<shmem> needs <model type='ivshmem-plain'/> or 'ivshmem-doorbell': QEMU has no other")
  } else if (!qemu.hasType(type)) {
    report.unsupported(shmem, `${qemu.binary} has no device '${type}'`)
  }
  if (type === 'ivshmem-plain') {
    if (server) report.unsupported(server, "<server> is for model 'ivshmem-doorbell', not for 'ivshmem-plain'")
    if (msi) report.unsupported(msi, "<msi> is for model 'ivshmem-doorbell', not for 'ivshmem-plain'")
  }
  if (type === 'ivshmem-doorbell') {
    if (!server) report.unsupported(shmem, "model 'ivshmem-doorbell' needs <server>")
    if (size) report.unsupported(size, "the server chooses the size for model 'ivshmem-doorbell'")
    if (shmem.role) report.unsupported(shmem, "'role' is for model 'ivshmem-plain', not for 'ivshmem-doorbell'")
  }
}

/** libvirt keeps such a definition, and refuses to start it. */
export function startShmem(shmem: Shmem, _: DeviceContext, report: Report): void {
  const { address } = shmem
  if (address && address.type !== 'pci') {
    report.unsupported(shmem, `shared memory has an address of type 'pci', not '${address.type}'`)
  }
}
