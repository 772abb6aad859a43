import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Vsock } from './xml.ts'

/** 0 to 2 are the hypervisor, the loopback and the host. */
const leastCid = 3

export function checkVsock(vsock: Vsock, { qemu }: DeviceContext, report: Report): void {
  const { cid = {} } = vsock
  if (!['pci', 'ccw', 'device'].some((bus) => qemu.hasType(`vhost-vsock-${bus}`))) {
    report.unsupported(vsock, `${qemu.binary} has no vsock device`)
  }
  if (cid.address !== undefined && cid.address < leastCid) {
    report.invalid(vsock, `the address of <cid> is ${leastCid} or more, not ${cid.address}`)
  }
}

/** A definition may leave the number open, a start may not. */
export function startVsock(vsock: Vsock, _: DeviceContext, report: Report): void {
  const { cid = {} } = vsock
  if (!cid.auto && cid.address === undefined) {
    report.invalid(vsock, "<vsock> needs <cid address='…'/>, or <cid auto='yes'/>")
  }
}

export function checkVsocks(vsocks: readonly Vsock[], _: DeviceContext, report: Report): void {
  for (const vsock of vsocks.slice(1)) report.invalid(vsock, 'a guest has one vsock device, not several')
}
