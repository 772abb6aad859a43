import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Filesystem } from './xml.ts'

export function checkFilesystem(device: Filesystem, { guest }: DeviceContext, report: Report): void {
  const name = `filesystem '${device.target?.dir}'`
  if (device.type !== 'mount') report.unsupported(device, `${name} has type '${device.type}': QEMU only has 'mount'`)
  if (!device.target) report.invalid(device, 'a filesystem needs <target dir=…>: the tag by which the guest mounts it')
  if (!device.source?.dir && !device.source?.socket) report.invalid(device, `${name} needs <source dir=…>`)
  if (device.driver?.type === 'virtiofs') {
    if (!guest.sharedMemory) {
      report.unsupported(
        device,
        `${name} is virtiofs, which needs shared memory: <memoryBacking><access mode='shared'/>`,
      )
    }
    if (device.accessmode && device.accessmode !== 'passthrough') {
      report.unsupported(device, `${name} is virtiofs, which only has accessmode='passthrough'`)
    }
    return
  }
  if (device.source?.socket) report.unsupported(device, `${name}: <source socket=…> is for virtiofs only`)
  if (device.binary) report.unsupported(device.binary, `${name}: <binary> is for virtiofs only`)
  if ((device.fmode !== undefined || device.dmode !== undefined) && device.accessmode !== 'mapped') {
    report.unsupported(device, `${name}: fmode and dmode need accessmode='mapped'`)
  }
}
